import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startAgentServer } from '../support/agentServer.ts'
import { launchChromium } from '../support/chromium.ts'
import { findFreePort, type RunningStack, startStack } from '../support/stack.ts'
import { axeFindings } from './axeFindings.ts'
import { newCredentials, PATIENCE_MS, setGoal, signUp } from './learnerWalk.ts'

// Agents that are gone or mean harm: the learner sees what is missing, and nothing of it runs.

const ATTACK = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
const PROMPT = `${ATTACK} [click](javascript:document.title='owned') and write down what happened to you.`

let agent: Awaited<ReturnType<typeof startAgentServer>>
let stack: RunningStack
let browser: Browser
let socraticPort: number
let page: Page

beforeAll(async () => {
  agent = await startAgentServer(answerHostile)
  socraticPort = await findFreePort()
  stack = await startStack({
    WISELY_AGENT_TA_URL: agent.root,
    WISELY_AGENT_TA_TOKEN: 'agent-token',
    WISELY_AGENT_SOCRATIC_URL: `http://127.0.0.1:${socraticPort}`,
    WISELY_AGENT_SOCRATIC_TOKEN: 'agent-token',
  })
  browser = await launchChromium()
  page = await browser.newPage({ locale: 'en-US' })
  page.setDefaultTimeout(PATIENCE_MS)
})
afterAll(async () => {
  await browser.close()
  await stack.stop()
  await agent.close()
})

/** A TA that keeps to the contract and writes markup where a learner expects a task. */
function answerHostile(): Promise<Response> {
  const exercise = {
    ...{ id: 'attack-1', unit_id: 'ml-table-audit', kind: 'independent', est_min: 15, difficulty: 2 },
    ...{ prompt: PROMPT, done_when: `${ATTACK} is written down`, hints: [] },
  }
  const meta = {
    ...{ contract: 'wisely.signals/1', agent: 'ta', agent_version: '1' },
    generated_at: '2026-11-21T09:00:00.000Z',
  }
  return Promise.resolve(
    Response.json({ ok: true, data: { exercises: [exercise], blockers: [], mastery: [] }, meta }),
  )
}

it('a plan without one agent says what is missing, until the agent is back', async () => {
  await page.goto(stack.info.PAGE_URL)
  await signUp(page, newCredentials())
  await setGoal(page)

  const note = page.getByRole('region', { name: 'Something is missing from this plan' })
  await note.getByText('The question agent (questions to think about) failed.').waitFor()
  expect(await axeFindings(page, 'degraded')).toEqual([])

  const back = await startAgentServer(
    () => Promise.resolve(Response.json({ ok: true, data: { questions: [], unresolved: [], edges: [] } })),
    socraticPort,
  )
  await note.getByRole('button', { name: 'Ask again' }).click()
  await note.waitFor({ state: 'detached' })
  await back.close()

  expect(await page.evaluate(() => document.activeElement?.id)).toBe('plan-title')
  await page.getByRole('region', { name: 'Events' }).getByText('Plan rebuilt for week 1, day 1').waitFor()
})

it('an agent that writes markup is read, not run', async () => {
  await page.goto(stack.info.PAGE_URL)
  await page.getByRole('heading', { name: 'Steps' }).waitFor()
  await page.getByText(PROMPT).waitFor()

  expect(await page.title()).toBe('Today · Wisely')
  expect(await page.locator('main').locator('img, script, iframe, a').count()).toBe(0)
})

it('a topic and a goal that are markup are read, not run', async () => {
  await page.goto(stack.info.PAGE_URL)
  await page.getByRole('button', { name: 'Change goal' }).click()
  await page.getByLabel('Topic').fill(ATTACK)
  await page.getByLabel('Goal', { exact: true }).fill(`${ATTACK} and more`)
  await page.getByRole('button', { name: 'Save goal' }).click()

  await page.getByText(`${ATTACK}, 1 h a day, towards ${ATTACK} and more`).waitFor()
  await page.getByRole('heading', { name: 'Steps' }).waitFor()
  expect(await page.title()).toBe('Today · Wisely')
  expect(await page.locator('#app').locator('img, script, iframe').count()).toBe(0)
})
