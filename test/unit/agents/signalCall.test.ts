import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { gatherSignals } from '../../../supabase/functions/_shared/agentClients.ts'
import { agentRequestSchema } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import {
  answerJson,
  answerStatus,
  type ScriptedAgent,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import {
  createAsk,
  createEntriesExcept,
  createEntry,
  createPorts,
  LEARNER_ID,
  TA_DATA,
  wrap,
} from './fixture.ts'

// What goes out to an agent, and what must not.

let agent: ScriptedAgent
beforeAll(async () => {
  agent = await startScriptedAgent()
})
beforeEach(() => {
  agent.requests.length = 0
  agent.play('ta', answerJson(wrap(TA_DATA)))
})
afterAll(() => agent.close())

async function askTa(vars: Record<string, string> = {}, more: Parameters<typeof createAsk>[1] = {}) {
  const ports = createPorts(agent.root, vars)
  const ask = createAsk(ports.timer, more)
  const cached = [...await createEntriesExcept(ask, ports, 'ta'), ...(more.cached ?? [])]
  return gatherSignals({ ...ask, cached }, ports)
}

test("a GET carries the seed's query, encoded, and no history", async () => {
  await askTa()

  const { method, url, body } = agent.requests[0] ?? {}
  expect(method).toBe('GET')
  expect(url?.pathname).toBe('/ta/signals')
  expect(url?.search).toContain('topic=SQL+%26+%22joins%22+%3D+%3F')
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    topic: 'SQL & "joins" = ?',
    week: '2',
    day: '3',
    intent_id: '6f1c7a0e-3c53-4d27-8f0e-2f6d3f6f7a10',
    v: '1',
  })
  expect(body).toBe('')
})

test('a POST carries a body that fits the contract, with the validator in it', async () => {
  const ports = createPorts(agent.root, { WISELY_AGENT_TA_METHOD: 'post' })
  const ask = createAsk(ports.timer)
  const old = await createEntry('ta', ask, ports, { age_ms: 100 * 3_600_000 })
  agent.play('ta', answerJson({ ok: true, code: 'NOT_MODIFIED', meta: wrap(TA_DATA).meta }))

  const results = await askTa({ WISELY_AGENT_TA_METHOD: 'post' }, { cached: [old] })

  const request = agent.requests[0]
  expect(request?.method).toBe('POST')
  expect(request?.headers['if-none-match']).toBeUndefined()
  expect(request?.headers['content-type']).toBe('application/json')
  expect(agentRequestSchema.parse(JSON.parse(request?.body ?? ''))).toMatchObject({
    contract: 'wisely.signals/1',
    if_none_match: '"stored-ta"',
    deadline_ms: 9_000,
    position: { week: 2, day: 3, local_date: '2026-11-21' },
    state: { difficulty: 3, reviews_due: ['sql.select'] },
  })
  expect(results.ta).toMatchObject({ kind: 'revalidated', data: { stored: 'ta' } })
})

test('headers name the request, the trace, the time left and the token', async () => {
  await askTa()

  expect(agent.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer service-token',
    accept: 'application/json',
    'x-request-id': 'req-1',
    'x-deadline-ms': '9000',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  })
})

test('a malformed traceparent is left out', async () => {
  await askTa({}, { traceparent: 'x\r\nevil: 1' })

  expect(agent.requests[0]?.headers).not.toHaveProperty('traceparent')
  expect(agent.requests[0]?.headers).not.toHaveProperty('evil')
})

test('the idempotency key is stable over retries and repeated calls, and differs by plan version', async () => {
  agent.play('ta', answerStatus(503), answerStatus(503), answerJson(wrap(TA_DATA)))
  await askTa()
  await askTa()
  await askTa({}, { plan_version: 2 })

  const keys = agent.requests.map((request) => request.headers['x-idempotency-key'])
  expect(keys).toHaveLength(5)
  expect(new Set(keys.slice(0, 4)).size).toBe(1)
  expect(keys[4]).not.toBe(keys[0])
  expect(keys[0]).toMatch(/^[A-Za-z0-9_-]{43}$/)
})

test('the time left shrinks from try to try', async () => {
  agent.play('ta', answerStatus(503), answerStatus(503), answerJson(wrap(TA_DATA)))
  await askTa()

  expect(agent.requests.map((request) => request.headers['x-deadline-ms'])).toEqual(['9000', '8000', '6000'])
})

test("someone else's agent gets a pseudonym, our own and a trusted one the user id", async () => {
  await askTa()
  await askTa({ WISELY_AGENT_TA_RAW_IDS: '1' })

  const [pseudonym, raw] = agent.requests.map((request) => request.url.searchParams.get('user_id'))
  expect(pseudonym).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(JSON.stringify(agent.requests[0])).not.toContain(LEARNER_ID)
  expect(raw).toBe(LEARNER_ID)
})

test('notes are dropped when the body would be larger than 64 KB', async () => {
  const done = {
    week: 1,
    day: 1,
    local_date: '2026-11-20',
    planned_min: 60,
    minutes: 45,
    unit_ids: Array.from({ length: 12 }, (_, n) => `${'u'.repeat(60)}.${n}`),
    struggle: false,
    notes: '\u20ac'.repeat(500),
  }
  const state = {
    ...createAsk(createPorts(agent.root).timer).state,
    history: Array.from({ length: 30 }, () => done),
  }
  await askTa({ WISELY_AGENT_TA_METHOD: 'post' }, { state })

  expect(Buffer.byteLength(agent.requests[0]?.body ?? '')).toBeLessThanOrEqual(64 * 1024)
  expect(agent.requests[0]?.body).not.toContain('\u20ac')
  expect(JSON.parse(agent.requests[0]?.body ?? '').state.history).toHaveLength(30)
})

test('a redirect is not followed, so no token reaches another host', async () => {
  const elsewhere = await startScriptedAgent()
  agent.play('ta', answerStatus(302, { location: `${elsewhere.root}/ta/signals` }))
  const { ta } = await askTa()
  await elsewhere.close()

  expect(ta.kind).toBe('unavailable')
  expect(elsewhere.requests).toEqual([])
})
