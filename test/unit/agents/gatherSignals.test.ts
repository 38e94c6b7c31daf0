import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createAgentState,
  gatherSignals,
  listOpenBreakers,
  resolveEndpoints,
  type SignalAsk,
} from '../../../supabase/functions/_shared/agentClients.ts'
import type { CachedSignal } from '../../../supabase/functions/_shared/contract/facts.ts'
import {
  answerJson,
  answerStatus,
  type Behaviour,
  hang,
  type ScriptedAgent,
  stallInBody,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import {
  createAsk,
  createEntriesExcept,
  createEntry,
  createPorts,
  HOUR_MS,
  TA_DATA,
  type TestPorts,
  wrap,
} from './fixture.ts'

let agent: ScriptedAgent
beforeAll(async () => {
  agent = await startScriptedAgent()
})
beforeEach(() => {
  agent.requests.length = 0
})
afterAll(() => agent.close())

const OLD = { age_ms: 100 * HOUR_MS }

/** Asks only the ta, which has `entry` stored; the other three are hits. */
async function askTa(
  entry: (Partial<CachedSignal> & { age_ms?: number }) | null,
  behaviours: Behaviour[],
  more: Partial<SignalAsk> = {},
  ports: TestPorts = createPorts(agent.root),
) {
  const ask = createAsk(ports.timer, more)
  const cached = await createEntriesExcept(ask, ports, 'ta')
  if (entry !== null) cached.push(await createEntry('ta', ask, ports, entry))
  agent.play('ta', ...behaviours)
  const results = await gatherSignals({ ...ask, cached }, ports)
  return { ta: results.ta, results, ports, ask }
}

describe('a stored signal', () => {
  test('inside its window is used without a call', async () => {
    const { ta } = await askTa({}, [answerStatus(500)])

    expect(ta).toMatchObject({ kind: 'hit', data: { stored: 'ta' }, fresh: true, attempts: 0, write: null })
    expect(agent.requests).toHaveLength(0)
  })

  test('inside its window is revalidated, not blindly fetched, when a refresh is forced', async () => {
    const { ta } = await askTa({}, [answerStatus(304)], { force_refresh: true })

    const request = agent.requests.find(({ url }) => url.pathname === '/ta/signals')
    expect(request?.headers['if-none-match']).toBe('"stored-ta"')
    expect(ta).toMatchObject({ kind: 'revalidated', fresh: true })
  })

  test('past its window keeps data and ETag over a 304 and is fresh again', async () => {
    const { ta, ports } = await askTa(OLD, [answerStatus(304)])

    expect(ta).toMatchObject({ kind: 'revalidated', data: { stored: 'ta' }, fresh: true, reason: null })
    expect(ta.last_updated).toBe(new Date(ports.timer.now()).toISOString())
    expect(ta.write).toMatchObject({ kind: 'revalidated', etag: '"stored-ta"' })
  })

  test.each([
    ['W/"stored-ta"', '"stored-ta"'],
    ['"new"', '"new"'],
    ['*', '"stored-ta"'],
    ['"a", "b"', '"stored-ta"'],
  ])('answered by a 304 with ETag %s is stored with %s', async (received, stored) => {
    const { ta } = await askTa(OLD, [answerStatus(304, { etag: received })])

    expect(ta.write).toMatchObject({ kind: 'revalidated', etag: stored })
  })

  test('without an ETag is fetched plainly', async () => {
    const { ta } = await askTa({ ...OLD, etag: null }, [answerJson(wrap(TA_DATA), { etag: '"e2"' })])

    expect(agent.requests[0]?.headers['if-none-match']).toBeUndefined()
    expect(ta).toMatchObject({ kind: 'fetched', data: TA_DATA, write: { kind: 'fetched', etag: '"e2"' } })
  })

  test('is replaced by a 200 even if the ETag is the old one', async () => {
    const { ta } = await askTa(OLD, [answerJson(wrap(TA_DATA), { etag: '"stored-ta"' })])

    expect(ta).toMatchObject({ kind: 'fetched', data: TA_DATA })
  })

  test('is revalidated when this isolate has seen another agent version', async () => {
    const ports = createPorts(agent.root)
    await askTa(null, [answerJson(wrap(TA_DATA, 'ta', { agent_version: '2.0.0' }))], {}, ports)
    const { ta } = await askTa({}, [answerStatus(304, { 'x-agent-version': '2.0.0' })], {}, ports)

    expect(ta.kind).toBe('revalidated')
    // Written anew, so that the row carries the version and is not revalidated each time.
    expect(ta.write).toMatchObject({
      kind: 'fetched',
      data: { stored: 'ta' },
      etag: '"stored-ta"',
      agent_version: '2.0.0',
    })
  })

  test('with no-cache is revalidated every time, also after a silent 304', async () => {
    const { ta } = await askTa({ fresh_for_hours: 0, age_ms: 0 }, [answerStatus(304)])

    expect(ta.kind).toBe('revalidated')
    expect(ta.write).toMatchObject({ kind: 'revalidated' })
  })

  test('of another agent or key never stands in for a fresh one', async () => {
    const { ta } = await askTa({ cache_key: 'another', age_ms: HOUR_MS }, [answerJson(wrap(TA_DATA))])

    expect(ta.kind).toBe('fetched')
    expect(agent.requests[0]?.headers['if-none-match']).toBeUndefined()
  })

  test('of another key stands in for a failed call up to two windows of age', async () => {
    const young = await askTa({ cache_key: 'another', age_ms: 143 * HOUR_MS }, [answerStatus(400)])
    const old = await askTa({ cache_key: 'another', age_ms: 145 * HOUR_MS }, [answerStatus(400)])

    expect(young.ta).toMatchObject({ kind: 'stale_served', data: { stored: 'ta' } })
    expect(young.ta.write?.cache_key).not.toBe('another')
    expect(old.ta).toMatchObject({ kind: 'unavailable' })
  })
})

describe('an answer', () => {
  test.each([
    [{ 'cache-control': 'max-age=3600' }, 1],
    [{ 'cache-control': 'private, Max-Age="7200"' }, 2],
    [{ 'cache-control': 'max-age=99999999999999999999' }, 72],
    [{ 'cache-control': 'max-age=-1' }, 0],
    [{ 'cache-control': 'max-age=soon' }, 72],
    [{ 'cache-control': 'no-cache' }, 0],
    [{}, 72],
  ])('with %o is kept for %d hours', async (headers, hours) => {
    const { ta } = await askTa(null, [answerJson(wrap(TA_DATA), headers)])

    expect(ta).toMatchObject({ kind: 'fetched', fresh: true, write: { fresh_for_hours: hours } })
  })

  test('with no-store is used and not kept', async () => {
    const { ta } = await askTa(null, [answerJson(wrap(TA_DATA), { 'cache-control': 'no-store' })])

    expect(ta).toMatchObject({ kind: 'fetched', data: TA_DATA, write: null })
  })

  test('dated in the future counts from the moment it came', async () => {
    const { ta, ports, ask } = await askTa(null, [answerStatus(503), answerJson(wrap(TA_DATA))])

    expect(ports.timer.now()).toBe(ask.now_ms + 1_000)

    expect(ta.last_updated).toBe(new Date(ports.timer.now()).toISOString())
    expect(ta.write).toMatchObject({ last_updated: ta.last_updated })
  })

  test('older than its window is available, not fresh and not degraded', async () => {
    const generated_at = '2026-11-10T07:00:00.000Z'
    const { ta } = await askTa(null, [answerJson(wrap(TA_DATA, 'ta', { generated_at }))])

    expect(ta).toMatchObject({ kind: 'fetched', fresh: false, last_updated: generated_at, reason: null })
  })

  test('without meta.contract is taken as any object; unknown keys of a strict one are dropped', async () => {
    const loose = await askTa(null, [answerJson({ ok: true, data: { anything: [1] }, extra: 1 })])
    const strict = await askTa(null, [answerJson(wrap({ ...TA_DATA, extra: 1 }))])

    expect(loose.ta.data).toEqual({ anything: [1] })
    expect(strict.ta.data).toEqual(TA_DATA)
  })

  test('keeps a wrong generated_at from costing the answer', async () => {
    const { ta } = await askTa(null, [answerJson(wrap(TA_DATA, 'ta', { generated_at: 17, usage: 'much' }))])

    expect(ta.kind).toBe('fetched')
  })
})

describe('time', () => {
  test('covers the body: a stall after the headers is a timeout', async () => {
    const ports = createPorts(agent.root)
    ports.fetch = async (request) => {
      const response = await fetch(request)
      setImmediate(() => ports.timer.advance(9_000))
      return response
    }
    const { ta } = await askTa(null, [stallInBody()], {}, ports)

    expect(ta).toMatchObject({ kind: 'unavailable', reason: 'timeout', attempts: 1, ms: 9_000 })
  })

  test('is shared: no try and no wait goes past the budget', async () => {
    const { ta, ports } = await askTa(null, [answerStatus(503)], { signals_budget_ms: 3_400 })

    expect(ports.timer.sleeps).toEqual([1_000])
    expect(ta).toMatchObject({ attempts: 2, reason: 'agent_error' })
  })

  test('shorter than half a second starts no try and blames nobody', async () => {
    const { ta } = await askTa(null, [answerJson(wrap(TA_DATA))], { signals_budget_ms: 499 })

    expect(ta).toMatchObject({ kind: 'unavailable', reason: 'budget', attempts: 0, write: null })
    expect(agent.requests).toHaveLength(0)
  })

  test('ends when the caller leaves, without a mark against the agent', async () => {
    const ports = createPorts(agent.root)
    const caller = new AbortController()
    agent.whenStuck(() => caller.abort(new Error('client closed the connection')))
    const { ta } = await askTa(null, [hang()], { deadline: caller.signal }, ports)

    expect(ta).toMatchObject({ kind: 'unavailable', reason: 'budget', attempts: 1, write: null })
    expect(ports.timer.sleeps).toEqual([])
    expect([...ports.state.values()].every((memory) => memory.breaker.recent.length === 0)).toBe(true)
  })

  test('also bounds a body that ignores the signal', async () => {
    const ports = createPorts(agent.root)
    ports.fetch = () => {
      setImmediate(() => ports.timer.advance(9_000))
      const headers = { 'content-type': 'application/json' }
      return Promise.resolve(
        new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { headers }),
      )
    }
    const { ta } = await askTa(null, [], {}, ports)

    expect(ta).toMatchObject({ reason: 'timeout', attempts: 1 })
  })

  test('also bounds a fetch that ignores its signal', async () => {
    const ports = createPorts(agent.root)
    ports.fetch = () => {
      setImmediate(() => ports.timer.advance(9_000))
      return new Promise(() => {})
    }
    const { ta } = await askTa(null, [], {}, ports)

    expect(ta).toMatchObject({ reason: 'timeout', attempts: 1 })
  })
})

describe('a failing agent', () => {
  test('is not asked again for 60 s, unless forced', async () => {
    const failed = (age_ms: number, now: number) => ({
      data: null,
      etag: null,
      last_updated: null,
      failure: 'timeout',
      failed_at: new Date(now - age_ms).toISOString(),
    })
    const now = createPorts(agent.root).timer.now()
    const early = await askTa(failed(59_000, now), [answerJson(wrap(TA_DATA))])
    const forced = await askTa(failed(59_000, now), [answerJson(wrap(TA_DATA))], { force_refresh: true })
    const late = await askTa(failed(60_000, now), [answerJson(wrap(TA_DATA))])

    expect(early.ta).toMatchObject({ kind: 'unavailable', reason: 'timeout', attempts: 0, write: null })
    expect(forced.ta.kind).toBe('fetched')
    expect(late.ta.kind).toBe('fetched')
  })

  test('opens the breaker after five tries, is left alone for 30 s and then probed once', async () => {
    const ports = createPorts(agent.root)
    await askTa(null, [answerStatus(500)], {}, ports)
    await askTa(null, [answerStatus(500)], {}, ports)
    const open = await askTa(null, [answerJson(wrap(TA_DATA))], {}, ports)

    expect(agent.requests).toHaveLength(5)
    expect(open.ta).toMatchObject({ reason: 'circuit_open', attempts: 0, write: null })
    expect(listOpenBreakers(ports.state, ports.endpoints, ports.timer.now())).toEqual(['ta'])

    ports.timer.advance(30_000)
    const probed = await askTa(null, [answerJson(wrap(TA_DATA))], {}, ports)
    expect(probed.ta.kind).toBe('fetched')
    expect(listOpenBreakers(ports.state, ports.endpoints, ports.timer.now())).toEqual([])
  })

  test('that asks for more time than there is gets a cool-down that outlives the request', async () => {
    const ports = createPorts(agent.root)
    await askTa(null, [answerStatus(429, { 'retry-after': '3600' })], {}, ports)
    ports.timer.advance(299_000)
    const early = await askTa(null, [answerJson(wrap(TA_DATA))], {}, ports)
    ports.timer.advance(1_000)
    const late = await askTa(null, [answerJson(wrap(TA_DATA))], {}, ports)

    expect(early.ta).toMatchObject({ reason: 'rate_limited', attempts: 0 })
    expect(late.ta.kind).toBe('fetched')
    expect(agent.requests).toHaveLength(2)
  })

  test("gets no retries once it has used up this isolate's budget for them", async () => {
    const ports = createPorts(agent.root)
    await askTa(null, [answerJson(wrap(TA_DATA))], {}, ports)
    for (const memory of ports.state.values()) memory.retry_tokens = 4
    const { ta } = await askTa(null, [answerStatus(503), answerJson(wrap(TA_DATA))], {}, ports)

    expect(ta).toMatchObject({ kind: 'unavailable', reason: 'agent_error', attempts: 1 })
    expect(ports.timer.sleeps).toEqual([])
  })

  test('costs at most 1.2 calls per request when 1,000 learners meet its 503', async () => {
    const ports = createPorts(agent.root)
    for (let n = 0; n < 1_000; n += 1) await askTa(null, [answerStatus(503)], {}, ports)

    expect(agent.requests.length / 1_000).toBeLessThanOrEqual(1.2)
  })

  test.each([401, 403])(
    'that refuses our token by %d is reported once a minute, without token or words',
    async (status) => {
      const ports = createPorts(agent.root)
      const refusal = answerJson({ ok: false, error: 'token service-token of Ann is bad' }, {}, status)
      await askTa(null, [refusal], {}, ports)
      await askTa(null, [refusal], {}, ports)

      const alerts = ports.lines.filter((line) => line.level === 'error')
      expect(alerts).toHaveLength(1)
      expect(alerts[0]?.fields).toMatchObject({
        event: 'agent_refuses_our_token',
        agent: 'ta',
        http_status: status,
      })
      expect(JSON.stringify(alerts)).not.toContain('service-token')
    },
  )

  test("on the platform's own call limit takes the 429 path", async () => {
    const ports = createPorts(agent.root)
    ports.fetch = () => {
      const error = Object.assign(new Error('rate limit'), { name: 'RateLimitError', retryAfterMs: 60_000 })
      return Promise.reject(error)
    }
    const { ta } = await askTa(null, [], {}, ports)

    expect(ta).toMatchObject({ kind: 'unavailable', reason: 'rate_limited', attempts: 1 })
    expect(ports.timer.sleeps).toEqual([])
  })

  test('never makes gatherSignals throw, not even with an unusable secret', async () => {
    const ports = { ...createPorts(agent.root), pairwise_secret: '' }
    const { ta } = await askTa(OLD, [answerJson(wrap(TA_DATA))], {}, ports)

    expect(['stale_served', 'fetched']).toContain(ta.kind)
  })
})

test('an isolate sends at most so many calls a minute to one agent as it is told', async () => {
  const ports = { ...createPorts(agent.root), state: createAgentState(40) }
  ports.fetch = () => Promise.resolve(Response.json(wrap(TA_DATA)))
  const kinds: string[] = []
  for (let n = 0; n < 41; n += 1) kinds.push((await askTa(null, [], {}, ports)).ta.kind)

  expect(kinds.slice(0, 40).every((kind) => kind === 'fetched')).toBe(true)
  expect(kinds[40]).toBe('unavailable')
})

test('an agent in this process is asked without network and token, and answers as of now', async () => {
  const ports = createPorts(agent.root)
  const { signals } = resolveEndpoints({})
  ports.endpoints = { ...ports.endpoints, signals }
  ports.fetch = () => Promise.reject(new TypeError('no network here'))
  const seen: Request[] = []
  ports.inProcess = (request) => {
    seen.push(request)
    const name = new URL(request.url).pathname.split('/')[2] ?? ''
    const { contract, agent_version } = wrap(null).meta
    const meta = { contract, agent_version, agent: name, generated_at: '2001-01-01T00:00:00Z' }
    return Promise.resolve(Response.json({ ok: name === 'ta', data: TA_DATA, meta }))
  }
  const { ta } = await gatherSignals(createAsk(ports.timer), ports)

  expect(ta).toMatchObject({ kind: 'fetched', fresh: true, data: TA_DATA })
  expect(seen.map((request) => [request.method, request.headers.get('authorization')])).toContainEqual([
    'POST',
    null,
  ])
  expect(seen.map((request) => request.url)).toContain('http://agents.internal/agents/ta/signals')
})

test('four cold agents are asked in parallel, each for itself', async () => {
  const ports = createPorts(agent.root)
  const ask = createAsk(ports.timer)
  agent.play('*', answerJson({ ok: true, data: { from: 'anyone' } }))
  agent.play('ta', answerStatus(404))
  const results = await gatherSignals(ask, ports)

  expect(Object.values(results).map((result) => result.kind)).toEqual([
    'fetched',
    'fetched',
    'unavailable',
    'fetched',
  ])
  expect(new Set(agent.requests.map((request) => request.url.pathname)).size).toBe(4)
})
