import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { axeFindings } from './axeFindings.ts'
import { finishDay, newCredentials, PATIENCE_MS, setGoal, signIn, signUp } from './learnerWalk.ts'

// The whole loop as a learner walks it: the real page, the real stack, a real browser.

const stack = inject('stack')
let browser: Browser
let context: BrowserContext
let page: Page
/** What the browser complains about, such as a refusal by the page's own policy. */
let complaints: string[]

beforeAll(async () => void (browser = await launchChromium()))
afterAll(() => browser.close())
afterEach(() => context.close())

async function openPage(): Promise<void> {
  context = await browser.newContext({ locale: 'en-US', timezoneId: 'America/New_York' })
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(stack.PAGE_URL)
}

const part = (name: string) => page.getByRole('region', { name })

it('a learner signs up, sets a goal, follows the plan, reports the day and sees what came of it', async () => {
  await openPage()
  await signUp(page, newCredentials())
  await setGoal(page)

  const minutes = await page.locator('.step-minutes').allTextContents()
  expect(minutes.reduce((sum, text) => sum + parseInt(text), 0)).toBe(60)
  expect(await part('Why this today').textContent()).toContain('Build production ML models')

  await page.getByRole('checkbox').nth(0).check()
  await page.getByRole('checkbox').nth(2).check()
  await page.reload()
  await page.getByRole('heading', { name: 'Steps' }).waitFor()
  const ticks = await page.getByRole('checkbox').evaluateAll((boxes) =>
    boxes.map((box) => (box as HTMLInputElement).checked)
  )
  expect(ticks.map((isTicked, index) => isTicked ? index : -1).filter((index) => index >= 0)).toEqual([0, 2])

  await finishDay(page, 45, 7)
  const hint = 'Good time investment! For day 2, focus on reinforcing concepts to build confidence.'
  await part('The finished day').getByText(hint).waitFor()
  await part('Streak').getByText('1 day in a row').waitFor()
  await part('Events').getByText('Finished week 1, day 1: 45 min, confidence 7').waitFor()
  expect(await part('History').locator('rect').count()).toBe(1)
  await part('History').getByText('As a table').click()
  expect(await part('History').getByRole('row').nth(1).textContent()).toContain('Week 1, day 1')

  await page.reload()
  await part('The finished day').getByText(hint).waitFor()
  await page.getByRole('button', { name: 'Make the plan for day 2 now' }).click()
  await page.getByText(/^Week 1, day 2/).waitFor()
  expect(complaints).toEqual([])
})

it('what another device does appears without a reload', async () => {
  await openPage()
  const credentials = newCredentials()
  await signUp(page, credentials)
  await setGoal(page)
  await page.getByText('Live', { exact: true }).waitFor()

  const other = await browser.newContext()
  const second = await other.newPage()
  second.setDefaultTimeout(PATIENCE_MS)
  await second.goto(stack.PAGE_URL)
  await signIn(second, credentials)
  await finishDay(second, 30, null)
  await page.getByRole('heading', { name: 'Day finished' }).waitFor()
  await part('Events').getByText('Finished week 1, day 1: 30 min').waitFor()

  await second.getByRole('button', { name: 'Make the plan for day 2 now' }).click()
  await page.getByText(/^Week 1, day 2/).waitFor()
  await second.getByRole('button', { name: 'Change goal' }).click()
  await second.getByLabel('Minutes a day').fill('30')
  await second.getByRole('button', { name: 'Save goal' }).click()
  await page.getByText('0 of 30 min ticked').waitFor()
  await other.close()
})

it('a changed goal changes the open plan', async () => {
  await openPage()
  await signUp(page, newCredentials())
  await setGoal(page)

  await page.getByRole('button', { name: 'Change goal' }).click()
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
  await page.getByLabel('Minutes a day').fill('30')
  await page.getByRole('button', { name: 'Save goal' }).click()

  await page.getByText('0 of 30 min ticked').waitFor()
})

it('a refusal shows the message and the id that finds it in the log', async () => {
  await openPage()
  await signUp(page, newCredentials())
  await page.getByLabel('Topic').fill('Sql')
  await page.getByLabel('Goal', { exact: true }).fill('Read a schema')
  // What the form cannot check: the server knows more about zones than this field.
  await page.getByLabel('Time zone').evaluate((select: HTMLSelectElement) =>
    select.append(new Option('nowhere', 'Nowhere/Land', true, true))
  )
  await page.getByRole('button', { name: 'Save and make my plan' }).click()

  const alert = page.getByRole('alert')
  await alert.getByText('user_tz: is not an IANA time zone name').waitFor()
  expect(await alert.textContent()).toMatch(/VALIDATION_ERROR request [0-9a-f-]{36}/)
})

it('a report says what the learner said, and nothing else', async () => {
  await openPage()
  const reports: Record<string, unknown>[] = []
  page.on('request', (request) => request.url().endsWith('day.done') && reports.push(request.postDataJSON()))
  await signUp(page, newCredentials())
  await setGoal(page)
  await finishDay(page, 60, null)
  await page.getByRole('button', { name: 'Make the plan for day 2 now' }).click()
  await page.getByText('How each part went').click()
  await page.locator('.result select').first().selectOption('hard')
  await page.getByLabel('Recalled right').fill('3')
  await page.getByLabel('Out of').fill('5')
  await page.getByLabel('Notes').fill('  The keys took long. ')
  await finishDay(page, 50, 6)

  const session_id = expect.any(String)
  expect(reports).toEqual([
    { session_id, completion_time_min: 60, confidence: null, notes: null },
    {
      ...{ session_id, completion_time_min: 50, confidence: 6, notes: 'The keys took long.' },
      recall: { right: 3, total: 5 },
      results: [{ unit_id: expect.stringMatching(/^ml-/), outcome: 'hard' }],
    },
  ])
})

it('a wrong password is told in words', async () => {
  await openPage()
  await signIn(page, { email: stack.DEMO_EMAIL, password: 'not-the-password' })
  await page.getByRole('alert').getByText('Invalid login credentials').waitFor()
})

it('without a network it says so, keeps what it shows and goes on when the network is back', async () => {
  await openPage()
  await signUp(page, newCredentials())
  await setGoal(page)
  await finishDay(page, 45, 7)

  await context.setOffline(true)
  await page.getByText('You are offline.').waitFor()
  await page.getByRole('button', { name: 'Make the plan for day 2 now' }).click()
  await page.getByRole('alert').getByText('Cannot reach the orchestrator').waitFor()
  expect(await axeFindings(page, 'offline')).toEqual([])
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('banner').getByRole('alert').waitFor()
  await context.setOffline(false)
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click()

  await page.getByText(/^Week 1, day 2/).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
})

it('a learner who signs out is out, and another one finds nothing of the first', async () => {
  await openPage()
  await signUp(page, newCredentials())
  await setGoal(page)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signUp(page, newCredentials())

  await page.getByRole('heading', { name: 'What do you want to learn?' }).waitFor()
  await part('Events').getByText('Nothing has happened yet.').waitFor()
})

it('the whole loop can be walked with the keyboard alone', async () => {
  await openPage()
  const { email, password } = newCredentials()
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement
      return element.labels?.[0]?.textContent || element.textContent || ''
    })
  /** Presses Tab until the focus is where the learner wants it, and checks that it can be seen there. */
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 40 && !(await focused()).startsWith(name); presses++) {
      await page.keyboard.press('Tab')
    }
    expect(await focused()).toMatch(new RegExp(`^${name}`))
    const outline = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      const shown = element.matches('.ratings input') ? element.nextElementSibling as HTMLElement : element
      return getComputedStyle(shown).outlineStyle
    })
    expect(outline).toBe('solid')
  }
  const type = async (name: string, text: string) => {
    await tabTo(name)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(text)
  }
  const press = async (name: string) => {
    await tabTo(name)
    await page.keyboard.press('Enter')
  }
  await page.getByLabel('Email').waitFor()

  await press('I am new here')
  await page.getByRole('heading', { name: 'Sign up' }).waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await type('Email', email)
  await type('Password', password)
  await press('Sign up')
  await page.getByLabel('Topic').waitFor()
  await type('Topic', 'Python')
  await tabTo('Working knowledge')
  await page.keyboard.press('ArrowDown')
  await type('Goal', 'Automate my reports')
  await press('Save and make my plan')
  await page.getByRole('heading', { name: 'Steps' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await tabTo('Take stock')
  await page.keyboard.press('Space')
  await type('Minutes you took', '50')
  await tabTo('no rating')
  await page.keyboard.press('ArrowLeft')
  await press('Finish the day')

  await page.getByRole('heading', { name: 'Day finished' }).waitFor()
  expect(await part('The finished day').textContent()).toContain('50 min, confidence 10 of 10')
})

it('axe finds nothing in any state, light or dark', async () => {
  await openPage()
  await page.getByLabel('Email').waitFor()
  const findings = await axeFindings(page, 'sign in')
  await signUp(page, newCredentials())
  await page.getByLabel('Topic').waitFor()
  findings.push(...await axeFindings(page, 'goal'))
  await setGoal(page)
  await page.getByRole('checkbox').first().check()
  for (const summary of await page.locator('summary').all()) await summary.click()
  findings.push(...await axeFindings(page, 'plan'))
  await page.getByRole('button', { name: 'Change goal' }).click()
  findings.push(...await axeFindings(page, 'change goal'))
  await page.getByRole('button', { name: 'Cancel' }).click()
  await finishDay(page, 60, 9)
  await part('History').getByText('As a table').click()
  findings.push(...await axeFindings(page, 'finished'))

  expect(findings).toEqual([])
})

it.each([320, 768, 1280])('nothing is wider than a window of %i px', async (width) => {
  await openPage()
  await page.setViewportSize({ width, height: 800 })
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  const seen = [await overflow()]
  await signUp(page, newCredentials())
  await page.getByLabel('Topic').waitFor()
  seen.push(await overflow())
  await setGoal(page, 'x'.repeat(200))
  seen.push(await overflow())
  await finishDay(page, 480, null)
  seen.push(await overflow())

  expect(seen.every((pixels) => pixels <= 0), seen.join(' ')).toBe(true)
})
