import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { axeFindings } from './axeFindings.ts'
import { newCredentials, PATIENCE_MS, setGoal, signUp } from './learnerWalk.ts'

// Quality mode as a learner sees it: the real page, a real session, a real worker.

const stack = inject('stack')
let browser: Browser
let context: BrowserContext
let page: Page
let complaints: string[]

beforeAll(async () => void (browser = await launchChromium()))
afterAll(() => browser.close())
afterEach(() => context.close())

async function openPlan(): Promise<void> {
  context = await browser.newContext({ locale: 'en-US' })
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(stack.PAGE_URL)
  await signUp(page, newCredentials())
  await setGoal(page)
}

const card = () => page.getByRole('region', { name: 'Quality mode' })

it('a learner watches several plans being compared, and the best is the plan of the day', async () => {
  await openPlan()
  const findings = await axeFindings(page, 'before')
  await card().getByLabel('Your wish for this day').fill('A lot of practice')
  await card().getByRole('button', { name: 'Plan in quality mode' }).click()

  await card().getByText('It is your plan for the day.').waitFor()
  const attempts = await card().getByRole('list', { name: 'Attempts' }).getByRole('listitem')
    .allTextContents()
  expect(attempts.join(' ')).toContain('project first')
  expect(attempts.filter((text) => text.includes('(best)'))).toHaveLength(1)
  expect(attempts.every((text) => /\d+ of 100$/.test(text)), attempts.join(', ')).toBe(true)
  await page.getByRole('region', { name: 'Events' }).getByText('Plan rebuilt for week 1, day 1').waitFor()
  findings.push(...await axeFindings(page, 'after'))

  await page.reload()
  await card().getByText('It is your plan for the day.').waitFor()
  await card().getByRole('button', { name: 'Close' }).click()
  await card().getByRole('button', { name: 'Plan in quality mode' }).waitFor()
  expect(findings).toEqual([])
  expect(complaints).toEqual([])
})

it('a running session survives a reload, and is cancelled where it is seen', async () => {
  await openPlan()
  // The browser's stream is held back so that the learner sees it run; the server is the real one.
  const id = crypto.randomUUID()
  const line = (seq: number, type: string, data: object) =>
    `id: ${seq}\nevent: ${type}\ndata: ${
      JSON.stringify({
        seq,
        run_id: id,
        task_key: null,
        agent: null,
        type,
        level: 'info',
        message: type,
        data,
      })
    }\n\n`
  let isCancelled = false
  await page.route('**/session/**', (route) => {
    const path = new URL(route.request().url()).pathname
    const json = (body: object) =>
      route.fulfill({ json: body, headers: { 'access-control-allow-origin': '*' } })
    if (path.endsWith('/start')) return json({ id, sessionUrl: `/session/${id}` })
    if (path.endsWith('/cancel')) {
      isCancelled = true
      return json({ id, status: 'cancelled' })
    }
    if (path.endsWith('/status')) return json({ meta: { id, status: 'running' }, events: [] })
    const after = Number(route.request().headers()['last-event-id'] ?? 0)
    const story = [
      line(1, 'variant_started', { name: 'project-first' }),
      ...isCancelled ? [line(2, 'cancelled', {})] : [],
    ]
    const headers = { 'access-control-allow-origin': '*' }
    return route.fulfill({
      contentType: 'text/event-stream',
      headers,
      body: `: hello\n\n${story.slice(after).join('')}`,
    })
  })
  await card().getByRole('button', { name: 'Plan in quality mode' }).click()
  await card().getByText('project first').waitFor()
  const findings = await axeFindings(page, 'running')

  await page.reload()
  await card().getByText('project first').waitFor()
  await card().getByRole('button', { name: 'Cancel' }).click()

  await card().getByText('Cancelled. Your plan is as it was.').waitFor()
  expect(findings).toEqual([])
})
