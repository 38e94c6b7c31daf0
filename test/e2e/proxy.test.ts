// Asking one agent or model once, through the gateway, with a model and a TA that are real servers. Accident it
// prevents: a cache that serves the wrong answer, a failure for a day, or costs a call per asker.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { listExamples } from '../../dev/openapi/examples.ts'
import { healthResponseSchema } from '../../supabase/functions/_shared/contract/health.ts'
import { type ProxyResponse, proxyResponseSchema } from '../../supabase/functions/_shared/contract/proxy.ts'
import { call, INTENT, type Learner, signUpLearner } from '../support/learner.ts'
import { answerJson, answerStatus, type ScriptedAgent, startScriptedAgent } from '../support/scriptedAgent.ts'
import { REPOSITORY, type RunningStack, type StackInfo, startStack } from '../support/stack.ts'
import { readRow, withClient } from '../support/sql.ts'

const MORNING = '2026-11-21T09:00:00.000Z'
const SECRETS = {
  FAST_AGENT_KEY: 'fast-agent-key-7c1f',
  N8N_SECRET: 'whsec_bjhuLXNlY3JldC0wMTIzNDU2Nzg5',
  HMAC_SECRET: 'whsec_aG1hYy1zZWNyZXQtMDEyMzQ1Njc4OQ==',
}

let agent: ScriptedAgent
let stack: RunningStack
beforeAll(async () => {
  agent = await startScriptedAgent()
  stack = await startStack({
    ...SECRETS,
    FAST_AGENT_URL: `${agent.root}/model`,
    N8N_WEBHOOK_QUICK: `${agent.root}/quick`,
    WISELY_AGENT_TA_URL: agent.root,
    WISELY_AGENT_TA_TOKEN: 'token-of-the-ta',
    WISELY_AGENT_TA_METHOD: 'post',
    WISELY_DEV_CLOCK: '1',
    // Counted, so that a test can see how many have asked; never reached.
    WISELY_RATE_LIMITS: 'on',
    WISELY_RATE_WRITES_PER_MIN: '1000000',
    WISELY_RATE_DAY_RUNS_PER_DAY: '1000',
    WISELY_RATE_REQUESTS_PER_MIN: '1000000',
  })
})
afterAll(async () => {
  await stack?.stop()
  await agent?.close()
})

const say = (text: string) => answerJson({ text })
/** A prompt of its own for each test, so that none finds another's answer. */
let prompts = 0
const newQuestion = () => ({ model: 'small', prompt: `What is join number ${++prompts}?` })
const asksFor = ({ prompt }: { prompt: string }) => agent.requests.filter(({ body }) => body.includes(prompt))

async function ask(info: StackInfo, learner: Learner, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${info.FUNCTIONS_URL}/proxy`, {
    method: 'POST',
    headers: { authorization: `Bearer ${learner.token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const json: Record<string, unknown> = await response.json()
  return { status: response.status, headers: response.headers, cache: response.headers.get('x-cache'), json }
}
const answerOf = ({ json }: { json: unknown }): ProxyResponse => proxyResponseSchema.parse(json)
const reasonOf = ({ json }: { json: Record<string, unknown> }) => {
  const { error } = json
  return error !== null && typeof error === 'object' && 'details' in error ? error.details : null
}

describe('a model that is asked', () => {
  it('0-12 answers with X-Cache MISS, then the cache with HIT and the same body, kept for 86,400 s', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    agent.play('model', say('Rows that belong together.'))

    const first = await ask(stack.info, learner, question)
    const second = await ask(stack.info, learner, question)

    expect([first.status, first.cache, second.cache]).toEqual([200, 'MISS', 'HIT'])
    expect(second.json).toEqual(first.json)
    expect(Number(second.headers.get('age'))).toBeGreaterThanOrEqual(0)
    const { text, created_at, expires_at } = answerOf(first)
    expect(text).toBe('Rows that belong together.')
    expect(Date.parse(expires_at ?? '') - Date.parse(created_at ?? '')).toBe(86_400_000)
    expect(asksFor(question)).toHaveLength(1)
    expect(first.headers.get('access-control-expose-headers')).toMatch(/\bage\b.*\bx-cache\b/)
  })

  it('0-12 answers anew when 24 h have passed by the clock of the database', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    agent.play('model', say('Rows.'))
    const at = async (now: string) =>
      (await ask(stack.info, learner, question, { 'x-wisely-dev-now': now })).cache

    expect(await at(MORNING)).toBe('MISS')
    expect(await at('2026-11-22T08:59:59.999Z')).toBe('HIT')
    expect(await at('2026-11-22T09:00:00.000Z')).toBe('MISS')
  })

  it('0-13 is asked again by another learner, under another name, with another option or prompt', async () => {
    const [ada, ben] = [await signUpLearner(stack.info), await signUpLearner(stack.info)]
    const question = newQuestion()
    agent.play('model', say('Rows.'))
    await ask(stack.info, ada, question)

    const others = [
      await ask(stack.info, ben, question),
      await ask(stack.info, ada, { ...question, model: 'large' }),
      await ask(stack.info, ada, { ...question, options: { temperature: 0 } }),
      await ask(stack.info, ada, { ...question, prompt: `${question.prompt} In one line.` }),
    ]

    expect(others.map(({ cache }) => cache)).toEqual(['MISS', 'MISS', 'MISS', 'MISS'])
    expect((await ask(stack.info, ada, question)).cache).toBe('HIT')
  })

  it('0-13 is asked again after a 5xx, which is not kept', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    agent.play('model', answerStatus(500))

    const failed = await ask(stack.info, learner, question)
    agent.play('model', say('Back again.'))
    const next = await ask(stack.info, learner, question)

    expect([failed.status, failed.cache, reasonOf(failed)]).toEqual([503, null, { reason: 'AGENT_FAILED' }])
    expect([next.status, next.cache, answerOf(next).text]).toEqual([200, 'MISS', 'Back again.'])
  })

  it('0-13 is asked again for Cache-Control no-cache, and the newer answer is kept', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    agent.play('model', say('Old.'), say('New.'))
    await ask(stack.info, learner, question)

    const fresh = await ask(stack.info, learner, question, { 'cache-control': 'no-cache' })
    const next = await ask(stack.info, learner, question)

    expect([fresh.cache, answerOf(fresh).text]).toEqual(['MISS', 'New.'])
    expect([next.cache, answerOf(next).text]).toEqual(['HIT', 'New.'])
  })

  it('0-13 is asked once by 20 who ask the same at once', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    let answer = () => {}
    const isTold = new Promise<void>((resolve) => answer = resolve)
    agent.play('model', (...args) => void isTold.then(() => say('Once.')(...args)))

    const askings = Array.from({ length: 20 }, () => ask(stack.info, learner, question))
    await vi.waitFor(async () => expect(await countQuestions(learner)).toBe(20), 20_000)
    answer()
    const replies = await Promise.all(askings)

    expect(asksFor(question)).toHaveLength(1)
    expect(replies.map(({ status, cache }) => [status, cache])).toEqual(Array(20).fill([200, 'MISS']))
    expect(new Set(replies.map(({ json }) => JSON.stringify(json))).size).toBe(1)
  })

  it('keeps nothing for Cache-Control no-store', async () => {
    const learner = await signUpLearner(stack.info)
    const question = newQuestion()
    agent.play('model', say('Rows.'))

    const once = await ask(stack.info, learner, question, { 'cache-control': 'no-store' })

    expect([once.cache, once.json.expires_at]).toEqual(['MISS', null])
    expect((await ask(stack.info, learner, question)).cache).toBe('MISS')
  })
})

/** How many misses of the learner the limiter has counted. */
async function countQuestions(learner: Learner): Promise<number> {
  const { used } = await withClient((db) =>
    readRow<{ used: number }>(
      db,
      `select coalesce(ceil(1000 - max(tokens))::integer, 0) as used from wisely.rate_limits
       where policy = 'questions' and user_id = $1`,
      [learner.user_id],
    ), stack.info.ADMIN_DB_URL)
  return used
}

describe('an agent that is asked', () => {
  it('gets the question with the day of the learner, under a name of its own', async () => {
    const learner = await signUpLearner(stack.info)
    await learner.call('intent.sync', { body: INTENT })
    agent.play('ta', answerJson({ ok: true, data: { exercises: [] } }))
    const question = { agent: 'ta', prompt: 'Something on baselines, please' }

    const first = await ask(stack.info, learner, question)
    const second = await ask(stack.info, learner, question)

    expect([first.cache, second.cache]).toEqual(['MISS', 'HIT'])
    expect(answerOf(first)).toMatchObject({ agent: 'ta', position: { week: 1, day: 1 }, prompt_sent: true })
    const [seen, ...others] = asksFor(question)
    expect(others).toEqual([])
    expect(seen?.headers.authorization).toBe('Bearer token-of-the-ta')
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({
      intent: { topic: INTENT.topic },
      question: { prompt: 'Something on baselines, please', options: {} },
    })
    expect(seen?.body).not.toContain(learner.user_id)
  })

  it('0-13 is asked again when the day is done or the intent is another', async () => {
    const learner = await signUpLearner(stack.info)
    agent.play('ta', answerJson({ ok: true, data: { exercises: [] } }))
    const question = { agent: 'ta', prompt: 'What next?' }
    const cache = async () => (await ask(stack.info, learner, question)).cache

    await learner.call('intent.sync', { body: INTENT })
    expect([await cache(), await cache()]).toEqual(['MISS', 'HIT'])
    const { json } = await learner.call('day.run', { body: {} })
    expect(await cache()).toBe('HIT')
    await learner.call('day.done', { body: { session_id: json.session_id, completion_time_min: 50 } })
    expect([await cache(), await cache()]).toEqual(['MISS', 'HIT'])
    await learner.call('intent.sync', { body: { ...INTENT, end_goal: 'Explain one model' } })
    expect([await cache(), await cache()]).toEqual(['MISS', 'HIT'])
  })

  it('answers nobody without an intent', async () => {
    const learner = await signUpLearner(stack.info)

    const refused = await ask(stack.info, learner, { agent: 'ta', prompt: 'What next?' })

    expect([refused.status, reasonOf(refused)]).toEqual([409, { reason: 'NO_ACTIVE_INTENT' }])
  })

  it.each(['clo', 'alex', 'socratic'])(
    '%s answers from the built-in rules, in its own shape',
    async (name) => {
      const learner = await signUpLearner(stack.info)
      await learner.call('intent.sync', { body: INTENT })

      const told = await ask(stack.info, learner, { agent: name, prompt: 'What should I look at?' })

      expect([told.status, told.cache]).toEqual([200, 'MISS'])
      expect(Object.keys(answerOf(told).data ?? {}).length).toBeGreaterThan(0)
    },
  )
})

it('every question of docs/proxy.md is answered as it shows', async () => {
  const learner = await signUpLearner(stack.info)
  await learner.call('intent.sync', { body: INTENT })
  agent.play('ta', answerJson({ ok: true, data: { exercises: [] } }))
  agent.play('model', say('A table of what was predicted against what was true.'))
  const examples = listExamples(readFileSync(join(REPOSITORY, 'docs/proxy.md'), 'utf8'))
  const textsOf = (name: string) => examples.filter(({ schema }) => schema === name).map(({ text }) => text)

  const told = []
  for (const text of textsOf('proxyRequest')) told.push(await ask(stack.info, learner, JSON.parse(text)))

  expect(told.map(({ status, cache }) => [status, cache])).toEqual([[200, 'MISS'], [200, 'MISS']])
  const { created_at: _, expires_at: __, ...shown } = proxyResponseSchema.parse(
    JSON.parse(textsOf('proxyResponse')[0] ?? ''),
  )
  expect(told[1]?.json).toMatchObject(shown)
})

it('a service asks on behalf of a learner, and each step is in the audit log', async () => {
  const learner = await signUpLearner(stack.info)
  const question = newQuestion()
  agent.play('model', say('Rows.'))
  const response = await fetch(`${stack.info.FUNCTIONS_URL}/proxy`, {
    method: 'POST',
    headers: {
      apikey: stack.info.SECRET_KEY,
      'x-user-id': learner.user_id,
      'content-type': 'application/json',
    },
    body: JSON.stringify(question),
  })

  expect([response.status, response.headers.get('x-cache')]).toEqual([200, 'MISS'])
  expect((await ask(stack.info, learner, question)).cache).toBe('HIT')
  const { steps } = await withClient((db) =>
    readRow<{ steps: string }>(
      db,
      `select string_agg(step || ' ' || outcome, ', ' order by id) as steps from wisely.audit_log where user_id = $1`,
      [learner.user_id],
    ), stack.info.ADMIN_DB_URL)
  expect(steps).toBe('find_answer ok, keep_answer ok')
})

it('without a credential nobody is asked, and a browser may preflight the headers of a cache', async () => {
  const url = `${stack.info.FUNCTIONS_URL}/proxy`
  const stranger = await fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
  })

  expect([stranger.status, preflight.status]).toEqual([401, 204])
  expect(preflight.headers.get('access-control-allow-headers')).toContain('cache-control')
  await Promise.all([stranger.body?.cancel(), preflight.body?.cancel()])
})

describe('an installation without a model', () => {
  const plain = inject('stack')

  it('refuses to ask one, with the reason', async () => {
    const learner = await signUpLearner(plain)

    const refused = await ask(plain, learner, newQuestion())

    expect([refused.status, reasonOf(refused)]).toEqual([409, { reason: 'MODEL_NOT_CONFIGURED' }])
  })

  it('0-17 shows each outside setting as unconfigured', async () => {
    const { status, json } = await call(plain, 'health?deep=1', {
      method: 'GET',
      headers: { apikey: plain.SECRET_KEY },
    })

    const { checks } = healthResponseSchema.parse(json)
    expect(status).toBe(200)
    expect(checks?.outside).toEqual({
      FAST_AGENT_URL: 'unconfigured',
      FAST_AGENT_KEY: 'unconfigured',
      N8N_WEBHOOK_QUICK: 'unconfigured',
      N8N_WEBHOOK_ASYNC: 'unconfigured',
      N8N_SECRET: 'unconfigured',
      HMAC_SECRET: 'unconfigured',
    })
  })
})

it('0-17 what is set is shown as configured, its value in no answer and no log line', async () => {
  const { json, text } = await call(stack.info, 'health?deep=1', {
    method: 'GET',
    headers: { apikey: stack.info.SECRET_KEY },
  })

  expect(healthResponseSchema.parse(json).checks?.outside).toMatchObject({
    FAST_AGENT_URL: 'configured',
    FAST_AGENT_KEY: 'configured',
    N8N_WEBHOOK_ASYNC: 'unconfigured',
    N8N_SECRET: 'configured',
    HMAC_SECRET: 'configured',
  })
  for (const secret of Object.values(SECRETS)) expect(text + stack.output()).not.toContain(secret)
})
