// What function `proxy` asks, keeps and serves. Accident it prevents: a failure that is served for a day, a question
// that costs a call per waiter, an answer told to somebody else.
import { expect, test } from 'vitest'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import { proxyResponseSchema } from '../../../supabase/functions/_shared/contract/proxy.ts'
import { MODEL_VARS, proxyApp, type ProxyBehaviour } from '../../support/proxyApp.ts'

const QUESTION = { model: 'small', prompt: 'What is a join?' }
const DAY_MS = 86_400_000

const say = (text: string): ProxyBehaviour => () => Response.json({ text })
const envelope = (data: unknown, headers: HeadersInit = {}): ProxyBehaviour => () =>
  Response.json({ ok: true, data }, { headers })
/** One behaviour per call, the last one from then on. */
function play(...behaviours: ProxyBehaviour[]): ProxyBehaviour {
  return (asked) => {
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0]
    if (behaviour === undefined) throw new Error('nothing to play')
    return behaviour(asked)
  }
}
/** A model that answers when told to, and not before. */
function holdModel() {
  let answer: (response: Response) => void = () => {}
  const held = new Promise<Response>((resolve) => answer = resolve)
  return {
    hold: () => held.then((response) => response.clone()),
    answer: (json: unknown) => answer(Response.json(json)),
  }
}
/** Everybody has come as far as they can without an answer. */
const settle = () => new Promise((resolve) => setImmediate(resolve))
const reasonOf = (json: Record<string, unknown>) => {
  const { error } = json
  return error !== null && typeof error === 'object' && 'details' in error ? error.details : null
}

test('the first asking is a MISS, the next a HIT with its age, and both have the same body', async () => {
  const { ask, asked, timer } = proxyApp(say('Rows that belong together.'))

  const first = await ask(QUESTION)
  timer.advance(90_000)
  const second = await ask(QUESTION)

  expect([first.cache, second.cache]).toEqual(['MISS', 'HIT'])
  expect([first.headers.get('age'), second.headers.get('age')]).toEqual([null, '90'])
  expect(second.json).toEqual(first.json)
  expect(proxyResponseSchema.parse(first.json)).toMatchObject({
    text: 'Rows that belong together.',
    agent: null,
  })
  expect(asked).toHaveLength(1)
})

test('0-12 a kept answer is served for 24 h and not a second longer', async () => {
  const { ask, timer } = proxyApp(say('Rows.'))
  await ask(QUESTION)

  timer.advance(DAY_MS - 1000)
  expect((await ask(QUESTION)).cache).toBe('HIT')
  timer.advance(1000)
  expect((await ask(QUESTION)).cache).toBe('MISS')
})

test('the model gets the prompt as a task to answer, the name of the model among the options, and a key', async () => {
  const { ask, asked } = proxyApp(say('Rows.'))

  await ask({ ...QUESTION, options: { temperature: 0, model: 'not this one' } })

  expect(asked[0]?.url).toBe('http://127.0.0.1:9/model')
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer key-of-the-model')
  expect(asked[0]?.headers.get('x-idempotency-key')).toMatch(/./)
  expect(asked[0]?.body).toMatchObject({
    contract: 'wisely.model/1',
    task: 'answer',
    prompt: 'What is a join?',
    day: null,
    options: { temperature: 0, model: 'small' },
  })
})

test.each([
  ['another prompt', { ...QUESTION, prompt: 'What is a view?' }],
  ['another model', { ...QUESTION, model: 'large' }],
  ['an option', { ...QUESTION, options: { temperature: 1 } }],
])('0-13 %s is a MISS', async (_name, other) => {
  const { ask, asked } = proxyApp(say('Rows.'))
  await ask(QUESTION)

  expect((await ask(other)).cache).toBe('MISS')
  expect((await ask(QUESTION)).cache).toBe('HIT')
  expect(asked).toHaveLength(2)
})

test('0-13 another learner is a MISS', async () => {
  const { ask } = proxyApp(say('Rows.'))
  await ask(QUESTION)

  expect((await ask(QUESTION, { authorization: 'Bearer ben' })).cache).toBe('MISS')
})

test('options in another order are the same question', async () => {
  const { ask } = proxyApp(say('Rows.'))
  await ask({ ...QUESTION, options: { a: 1, b: { c: 2, d: 3 } } })

  expect((await ask({ options: { b: { d: 3, c: 2 }, a: 1 }, ...QUESTION })).cache).toBe('HIT')
})

test('0-13 no-cache asks again, and what comes takes the place of what was kept', async () => {
  const { ask, asked } = proxyApp(play(say('Old.'), say('New.')))
  await ask(QUESTION)

  const fresh = await ask(QUESTION, { 'cache-control': 'no-cache' })
  const next = await ask(QUESTION)

  expect([fresh.cache, fresh.json.text]).toEqual(['MISS', 'New.'])
  expect([next.cache, next.json.text]).toEqual(['HIT', 'New.'])
  expect(new Set(asked.map(({ headers }) => headers.get('x-idempotency-key'))).size).toBe(2)
})

test('max-age takes an answer that is young enough and asks again otherwise', async () => {
  const { ask, timer } = proxyApp(say('Rows.'))
  await ask(QUESTION)
  timer.advance(60_000)

  expect((await ask(QUESTION, { 'cache-control': 'max-age=61' })).cache).toBe('HIT')
  expect((await ask(QUESTION, { 'cache-control': 'max-age=60' })).cache).toBe('MISS')
  expect((await ask(QUESTION, { 'cache-control': 'max-age=99999999999' })).cache).toBe('HIT')
})

test('no-store serves what is kept and keeps nothing', async () => {
  const { ask, kept } = proxyApp(say('Rows.'))

  const once = await ask(QUESTION, { 'cache-control': 'no-store' })
  expect([once.cache, once.json.created_at, once.json.expires_at]).toEqual(['MISS', null, null])
  expect(kept.size).toBe(0)
  await ask(QUESTION)
  expect((await ask(QUESTION, { 'cache-control': 'no-store' })).cache).toBe('HIT')
})

test.each<[string, ProxyBehaviour, number]>([
  ['a 5xx', () => new Response(null, { status: 502 }), 4],
  ['a refusal', () => Response.json({ ok: false, code: 'AGENT_ERROR', error: 'no' }), 1],
  ['text that is no JSON', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 1],
  ['an answer of another task', () => Response.json({ verdict: 'first' }), 1],
  ['an empty text', () => Response.json({ text: '  ' }), 1],
])('0-13 %s is told as AGENT_FAILED and never kept', async (_name, failing, tries) => {
  let isDown = true
  const { ask, asked, kept, timer } = proxyApp((seen) => isDown ? failing(seen) : say('Rows.')(seen))

  const failed = await ask(QUESTION)
  expect([failed.status, reasonOf(failed.json)]).toEqual([503, { reason: 'AGENT_FAILED' }])
  expect([failed.cache, failed.headers.get('retry-after')]).toEqual([null, '30'])
  expect([asked.length, kept.size]).toEqual([tries, 0])

  isDown = false
  timer.advance(300_000)
  expect((await ask(QUESTION)).cache).toBe('MISS')
})

test('0-13 of 20 who ask the same at once one asks the model, and all have its answer', async () => {
  const { hold, answer } = holdModel()
  const { ask, asked, kept } = proxyApp(hold)

  const askings = Array.from({ length: 20 }, () => ask(QUESTION))
  await settle()
  answer({ text: 'Once.' })
  const replies = await Promise.all(askings)

  expect(asked).toHaveLength(1)
  expect(kept.size).toBe(1)
  expect(new Set(replies.map(({ json }) => JSON.stringify(json))).size).toBe(1)
  expect(replies.every(({ status, cache }) => status === 200 && cache === 'MISS')).toBe(true)
})

test('who waits for a call that fails gets its failure and starts no other', async () => {
  const { hold, answer } = holdModel()
  const { ask, asked } = proxyApp(hold)

  const askings = Array.from({ length: 20 }, () => ask(QUESTION))
  await settle()
  answer({ ok: false, code: 'AGENT_ERROR' })
  const replies = await Promise.all(askings)

  expect(asked).toHaveLength(1)
  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(503))
})

test('two learners who ask the same at once share nothing', async () => {
  const { ask, asked } = proxyApp(say('Rows.'))

  await Promise.all([ask(QUESTION), ask(QUESTION, { authorization: 'Bearer ben' })])

  expect(asked).toHaveLength(2)
})

test('an answer that the database could not keep is told all the same', async () => {
  const refuse = () =>
    Promise.reject(new OrchestratorError('SERVICE_UNAVAILABLE', 'Cannot reach the database'))
  const { ask, lines } = proxyApp(say('Rows.'), { store: { keepAnswer: refuse } })

  const told = await ask(QUESTION)

  expect([told.status, told.json.text, told.json.expires_at]).toEqual([200, 'Rows.', null])
  expect(lines.at(-1)).toMatchObject({ cache: 'MISS', kept: false })
})

test('a miss pays the write limit and one question of the day; day.run keeps its own', async () => {
  const { ask, lookups } = proxyApp(say('Rows.'))

  await ask(QUESTION)

  expect(lookups[0]?.limits).toEqual([
    { policy: 'writes', capacity: 30, per_s: 60 },
    { policy: 'questions', capacity: 200, per_s: 86_400 },
  ])
})

test('without a model a named one is refused, with the reason, before anything is looked up', async () => {
  const { ask, lookups } = proxyApp(say('Rows.'), { vars: {} })

  const refused = await ask(QUESTION)

  expect([refused.status, reasonOf(refused.json)]).toEqual([409, { reason: 'MODEL_NOT_CONFIGURED' }])
  expect(lookups).toEqual([])
})

test.each([
  ['nobody', { prompt: 'Why?' }],
  ['both', { ...QUESTION, agent: 'ta' }],
  ['an agent that does not exist', { agent: 'instructor', prompt: 'Why?' }],
  ['no prompt', { agent: 'ta' }],
  ['a blank prompt', { agent: 'ta', prompt: ' ' }],
  ['an unknown key', { ...QUESTION, temperature: 1 }],
  ['options of 9 KB', { ...QUESTION, options: { text: 'x'.repeat(9000) } }],
  ['options that are too deep', { ...QUESTION, options: { a: { b: { c: { d: {} } } } } }],
])('a request that names %s is a VALIDATION_ERROR', async (_name, body) => {
  const { ask, lookups } = proxyApp(say('Rows.'))

  const refused = await ask(body)

  expect([refused.status, lookups]).toEqual([400, []])
})

const TA = { agent: 'ta', prompt: 'Give me one on baselines' }
const TA_VARS = {
  WISELY_AGENT_TA_URL: 'http://127.0.0.1:9',
  WISELY_AGENT_TA_TOKEN: 'token',
  WISELY_AGENT_TA_METHOD: 'post',
}

test("an agent gets the learner's day with the question in it, by the contract of signals", async () => {
  const { ask, asked } = proxyApp(envelope({ exercises: [] }), { vars: TA_VARS })

  const told = await ask({ ...TA, options: { tone: 'dry' } })

  expect(asked[0]?.url).toBe('http://127.0.0.1:9/ta/signals')
  expect(asked[0]?.body).toMatchObject({
    contract: 'wisely.signals/1',
    intent: { topic: 'Machine Learning' },
    position: { week: 1, day: 1 },
    question: { prompt: 'Give me one on baselines', options: { tone: 'dry' } },
  })
  expect(told.json).toMatchObject({
    agent: 'ta',
    model: null,
    text: null,
    data: { exercises: [] },
    position: { week: 1, day: 1 },
    prompt_sent: true,
  })
})

test('an agent asked by GET is not told the prompt, and the answer says so', async () => {
  const { ask, asked } = proxyApp(envelope({ exercises: [] }), {
    vars: { ...TA_VARS, WISELY_AGENT_TA_METHOD: 'get' },
  })

  const told = await ask(TA)

  expect(told.json.prompt_sent).toBe(false)
  expect(asked[0]?.url).not.toContain('baselines')
})

test.each([
  ['no-store', null],
  ['no-cache', null],
  ['max-age=0', null],
  ['max-age=60', 60],
  ['max-age=604800', 86_400],
])("an agent's Cache-Control %s is kept to, a day at most", async (policy, ttl_s) => {
  const { ask, kept } = proxyApp(envelope({ exercises: [] }, { 'cache-control': policy }), { vars: TA_VARS })

  await ask(TA)

  expect([...kept.values()][0]?.ttl_s ?? null).toBe(ttl_s)
})

test('what stands in for a failed model of an agent is told and not kept', async () => {
  const stand_in = { ok: true, data: { exercises: [] }, meta: { degraded: true } }
  const { ask, kept } = proxyApp(() => Response.json(stand_in), { vars: TA_VARS })

  expect((await ask(TA)).status).toBe(200)
  expect(kept.size).toBe(0)
})

test('the built-in TA puts the unit that the question names first', async () => {
  const { ask } = proxyApp(say(''), { vars: MODEL_VARS })
  const firstUnit = ({ json }: { json: Record<string, unknown> }) => {
    const { data } = proxyResponseSchema.parse(json)
    const [exercise] = Array.isArray(data?.exercises) ? data.exercises : []
    return exercise?.unit_id
  }

  const plain = firstUnit(await ask({ agent: 'ta', prompt: 'What next?' }))
  const named = firstUnit(await ask({ agent: 'ta', prompt: 'One on gradient descent, please' }))

  expect(plain).toBe('ml-table-audit')
  expect(named).not.toBe(plain)
})

test('the log line says who was asked and how it ended, never what', async () => {
  const { ask, lines } = proxyApp(say('A secret answer.'))

  await ask({ model: 'small', prompt: 'A secret question?' })

  expect(lines.at(-1)).toMatchObject({
    function: 'proxy',
    asked: 'fast_agent',
    cache: 'MISS',
    outcome: 'answered',
  })
  expect(JSON.stringify(lines)).not.toMatch(/secret/)
})
