import { describe, expect, it } from 'vitest'
import { OrchestratorError } from '../../supabase/functions/_shared/contract/errors.ts'
import type { BegunDay } from '../../supabase/functions/_shared/contract/facts.ts'
import { createMemoryBuckets } from '../../supabase/functions/_shared/http/rateLimit.ts'
import type { BeginDayRequest, SaveDayRequest } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { expiredTimer, stillTimer } from '../support/http.ts'
import {
  DAY,
  dayStore,
  INTENT_ID,
  memoryApp,
  NOW,
  SESSION_ID,
  sessionOf,
  USER,
} from '../support/memoryApp.ts'

describe('day.run', () => {
  it('claims, asks four agents, composes and saves in two trips', async () => {
    const saved: SaveDayRequest[] = []
    const { send } = memoryApp(dayStore(DAY, saved))
    const response = await send('day.run', { body: {} })

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      session_id: SESSION_ID,
      cache_misses: 4,
      degraded_mode: false,
    })
    expect(saved).toHaveLength(1)
    expect(saved[0]?.signals.map((write) => [write.agent, write.kind])).toEqual([
      ['clo', 'fetched'],
      ['alex', 'fetched'],
      ['ta', 'fetched'],
      ['socratic', 'fetched'],
    ])
    expect(saved[0]?.events).toEqual([{ type: 'instructor_plan_created' }])
  })

  it('saves no new plan when nothing the plan depends on changed', async () => {
    const saved: SaveDayRequest[] = []
    await memoryApp(dayStore(DAY, saved)).send('day.run', { body: {} })
    const [first] = saved
    if (first === undefined) throw new Error('nothing saved')
    const session = sessionOf(first)
    const { send } = memoryApp({
      ...dayStore({ ...DAY, session }),
      saveDay: (_claims, request) => {
        saved.push(request)
        return Promise.resolve({ session: { ...session, ...request.counters } })
      },
    })

    expect((await send('day.run', { body: {} })).status).toBe(200)
    expect(saved[1]).toMatchObject({ plan: null, events: [] })
  })

  it('serves the built-in plan with reasons when no agent can be reached', async () => {
    const saved: SaveDayRequest[] = []
    const { send } = memoryApp(dayStore(DAY, saved), {
      inProcess: () => Promise.reject(new TypeError('connection refused')),
    })
    const body = await (await send('day.run', { body: {} })).json()

    expect(body.degraded_mode).toBe(true)
    expect(body.degraded_reasons).toEqual([
      'clo:agent_error',
      'alex:agent_error',
      'ta:agent_error',
      'socratic:agent_error',
    ])
    expect(body.plan_json.steps.reduce((sum: number, step: { minutes: number }) => sum + step.minutes, 0))
      .toBe(60)
    expect(saved[0]?.signals.map((write) => write.kind)).toEqual(['failed', 'failed', 'failed', 'failed'])
  })

  it('waits while another request builds the day and takes its answer', async () => {
    const saved: SaveDayRequest[] = []
    await memoryApp(dayStore(DAY, saved)).send('day.run', { body: {} })
    const [first] = saved
    if (first === undefined) throw new Error('nothing saved')
    const begun: BeginDayRequest[] = []
    const leases = [900, 400, 0]
    const { send } = memoryApp({
      beginDay: (_claims, request): Promise<BegunDay> => {
        begun.push(request)
        if (!request.settle) {
          return Promise.resolve({
            waiting: { intent_id: INTENT_ID, week: 1, day: 1, lease_left_ms: 20_000 },
            rates: [],
          })
        }
        return Promise.resolve({ answered: sessionOf(first), rates: [] })
      },
      readDay: () => Promise.resolve({ session: null, lease_left_ms: leases.shift() ?? 0 }),
    })

    expect((await send('day.run', { body: {} })).status).toBe(200)
    expect(begun.map(({ settle, limits }) => [settle, limits.length])).toEqual([[false, 1], [true, 0]])
    expect(leases).toEqual([])
  })

  it('answers 503 with the rest of the lease when its deadline passes while waiting', async () => {
    const timer = {
      ...stillTimer(),
      sleep: () => Promise.reject(new DOMException('deadline passed', 'TimeoutError')),
    }
    const { send } = memoryApp({
      beginDay: () =>
        Promise.resolve({
          waiting: { intent_id: INTENT_ID, week: 1, day: 1, lease_left_ms: 8_500 },
          rates: [],
        }),
    }, { timer })
    const response = await send('day.run', { body: {} })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '9'])
  })

  it('answers 503 at the end of its deadline although a save and a release hang', async () => {
    const timer = {
      ...stillTimer(),
      deadline: (ms: number) => (ms > 11_000 ? expiredTimer() : stillTimer()).deadline(ms),
    }
    const never = () => new Promise<never>(() => {})
    const { send } = memoryApp({ ...dayStore(), saveDay: never, releaseDay: never }, { timer })
    const response = await send('day.run', { body: {} })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  })

  it('gives the day back when saving fails', async () => {
    const released: unknown[] = []
    const { send } = memoryApp({
      ...dayStore(),
      saveDay: () => Promise.reject(new Error('constraint')),
      releaseDay: (_claims, day) => {
        released.push(day)
        return Promise.resolve()
      },
    })
    expect((await send('day.run', { body: {} })).status).toBe(500)
    expect(released).toEqual([{ intent_id: INTENT_ID, week: 1, day: 1, fence: 1 }])
  })

  it('answers what is stored when another isolate took the day over', async () => {
    const { send } = memoryApp({
      ...dayStore(),
      saveDay: (_claims, request) =>
        Promise.resolve({ fenced_out: { session: { ...sessionOf(request), plan_version: 7 } } }),
    })
    expect((await (await send('day.run', { body: {} })).json()).plan_version).toBe(7)
  })
})

describe('the hall', () => {
  it('turns a bug into INTERNAL_ERROR without a word of its cause, and logs the cause without its message', async () => {
    const { send, lines } = memoryApp({
      loadStatus: () => Promise.reject(new Error('canary: select * from secrets')),
    })
    const response = await send('status', { method: 'GET' })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('canary')
    expect(lines[0]).toMatchObject({
      level: 'error',
      fields: {
        function: 'status',
        user_id: 'pseudonym',
        status: 500,
        code: 'INTERNAL_ERROR',
        cause: 'Error',
      },
    })
    expect(JSON.stringify(lines)).not.toContain('canary')
  })

  it('passes an outage on as 503 with Retry-After', async () => {
    const outage = new OrchestratorError(
      'SERVICE_UNAVAILABLE',
      'Cannot reach the database: connection lost',
      { headers: { 'retry-after': '2' } },
    )
    const response = await memoryApp({ loadStatus: () => Promise.reject(outage) }).send('status', {
      method: 'GET',
    })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
  })

  it('answers 429 with the headers of the policy that refused', async () => {
    const { send } = memoryApp({
      syncIntent: () =>
        Promise.resolve({
          refused: { code: 'RATE_LIMITED', reason: 'RATE_LIMITED', details: {} },
          rates: [{ policy: 'writes', limit: 30, remaining: 0, reset_after_s: 60, retry_after_s: 2 }],
        }),
    })
    const response = await send('intent.sync', {
      body: { topic: 'SQL', depth: 'surface', end_goal: 'Query', time_per_day_min: 30 },
    })
    expect([
      response.status,
      response.headers.get('retry-after'),
      response.headers.get('x-ratelimit-remaining'),
    ]).toEqual([429, '2', '0'])
  })

  it('slows a stranger down before checking yet another credential', async () => {
    const { send } = memoryApp({}, {
      stranger_buckets: createMemoryBuckets({ policy: 'strangers', capacity: 2, per_s: 60 }, () => 0),
    })
    const statuses: number[] = []
    for (const _ of [1, 2, 3]) {
      statuses.push(
        (await send('status', {
          method: 'GET',
          headers: { authorization: 'Bearer bad', 'x-forwarded-for': '203.0.113.7' },
        })).status,
      )
    }
    expect(statuses).toEqual([401, 401, 429])
  })

  it('ignores the development clock unless it is switched on', async () => {
    const seen: unknown[] = []
    const store = {
      loadStatus: (claims: unknown) => (seen.push(claims), Promise.reject(new Error('enough'))),
    }
    const headers = { 'x-wisely-dev-now': '2026-03-08T06:30:00Z' }
    await memoryApp(store).send('status', { method: 'GET', headers })
    await memoryApp(store, { dev_clock: true }).send('status', { method: 'GET', headers })
    expect(seen).toEqual([{ sub: USER, role: 'authenticated' }, {
      sub: USER,
      role: 'authenticated',
      wisely_now: '2026-03-08T06:30:00.000Z',
    }])
  })

  it('answers a preflight on every route and 404 off them', async () => {
    const { send, lines } = memoryApp({})
    expect((await send('day.run', { method: 'OPTIONS' })).status).toBe(204)
    expect((await send('constructor', { method: 'OPTIONS' })).status).toBe(404)
    expect(lines).toEqual([])
  })

  it('writes the documented fields into the log line of a day', async () => {
    const { send, lines } = memoryApp(dayStore())
    await send('day.run', {
      body: {},
      headers: {
        'x-request-id': 'req-1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({
      level: 'info',
      fields: {
        function: 'day.run',
        user_id: 'pseudonym',
        execution_time_ms: 0,
        cache_hits: 0,
        cache_misses: 4,
        degraded_mode: false,
        request_id: 'req-1',
        trace_id: '0af7651916cd43dd8448eb211c80319c',
        status: 200,
        code: null,
        agents: { clo: { outcome: 'fetched', attempts: 1 } },
      },
    })
  })
})

describe('a completed session in status', () => {
  it('keeps an average of one decimal over given confidences and null when there is none', async () => {
    const fact = {
      now: NOW,
      user_id: USER,
      intent: DAY.intent,
      latest_session: null,
      next: { week: 1, day: 1 },
      last_completed_session_id: null,
      signals: [],
      streak: { days: 3, last_date: '2026-11-20' },
      stats: {
        total_sessions: 3,
        completed_sessions: 3,
        total_time_min: 180,
        confidence_sum: 22,
        confidence_count: 3,
      },
    }
    const ask = async (stats: typeof fact.stats) =>
      (await (await memoryApp({ loadStatus: () => Promise.resolve({ ...fact, stats }) }).send('status', {
        method: 'GET',
      })).json()).learning_stats
    expect(await ask(fact.stats)).toMatchObject({ average_confidence: 7.3, current_streak_days: 3 })
    expect(await ask({ ...fact.stats, confidence_sum: 0, confidence_count: 0 })).toMatchObject({
      average_confidence: null,
    })
  })
})
