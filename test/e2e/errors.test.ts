import { describe, expect, inject, it } from 'vitest'
import { call, INTENT, signUpLearner } from '../support/learner.ts'

const stack = inject('stack')
const learner = await signUpLearner(stack)
const UNKNOWN = '00000000-0000-4000-8000-00000000dead'

function errorOf(json: Record<string, unknown>): Record<string, unknown> {
  // Each scenario asserts its fields; a missing envelope fails there.
  return (json.error ?? {}) as Record<string, unknown>
}

describe('bad input is refused with the error of the contract and nothing is stored', () => {
  const cases: [string, string, unknown, number, string][] = [
    ['malformed JSON', 'intent.sync', '{"topic":', 400, 'BAD_REQUEST'],
    ['NUL in the topic', 'intent.sync', '{"topic":"a\\u0000b"}', 400, 'BAD_REQUEST'],
    ['a lone surrogate in the topic', 'intent.sync', '{"topic":"\\ud800"}', 400, 'BAD_REQUEST'],
    ['a body over 64 KB', 'intent.sync', `"${'x'.repeat(66_000)}"`, 413, 'PAYLOAD_TOO_LARGE'],
    ['an array instead of an object', 'intent.sync', [], 400, 'VALIDATION_ERROR'],
    ['no topic', 'intent.sync', { ...INTENT, topic: undefined }, 400, 'VALIDATION_ERROR'],
    ['a blank topic', 'intent.sync', { ...INTENT, topic: '   ' }, 400, 'VALIDATION_ERROR'],
    [
      'a topic of 201 characters',
      'intent.sync',
      { ...INTENT, topic: 'x'.repeat(201) },
      400,
      'VALIDATION_ERROR',
    ],
    ['19 minutes a day', 'intent.sync', { ...INTENT, time_per_day_min: 19 }, 400, 'VALIDATION_ERROR'],
    ['minutes as text', 'intent.sync', { ...INTENT, time_per_day_min: '60' }, 400, 'VALIDATION_ERROR'],
    ['an unknown depth', 'intent.sync', { ...INTENT, depth: 'deep' }, 400, 'VALIDATION_ERROR'],
    ['an unknown key', 'intent.sync', { ...INTENT, user_id: UNKNOWN }, 400, 'VALIDATION_ERROR'],
    [
      'a time zone that is an offset',
      'intent.sync',
      { ...INTENT, user_tz: '+05:30' },
      400,
      'VALIDATION_ERROR',
    ],
    [
      'a time zone nobody knows',
      'intent.sync',
      { ...INTENT, user_tz: 'Mars/Olympus' },
      400,
      'VALIDATION_ERROR',
    ],
    [
      'meta over 8 KB',
      'intent.sync',
      { ...INTENT, meta: { note: 'x'.repeat(9000) } },
      400,
      'VALIDATION_ERROR',
    ],
    ['meta that is no object', 'intent.sync', { ...INTENT, meta: 'x' }, 400, 'VALIDATION_ERROR'],
    ['week 105', 'day.run', { week: 105, day: 1 }, 400, 'VALIDATION_ERROR'],
    ['a week without a day', 'day.run', { week: 1 }, 400, 'VALIDATION_ERROR'],
    ['a day before any intent', 'day.run', {}, 409, 'CONFLICT'],
    [
      'a session id that is no UUID',
      'day.done',
      { session_id: 'x', completion_time_min: 5 },
      400,
      'VALIDATION_ERROR',
    ],
    ['zero minutes', 'day.done', { session_id: UNKNOWN, completion_time_min: 0 }, 400, 'VALIDATION_ERROR'],
    [
      'confidence 11',
      'day.done',
      { session_id: UNKNOWN, completion_time_min: 5, confidence: 11 },
      400,
      'VALIDATION_ERROR',
    ],
    ['an unknown session', 'day.done', { session_id: UNKNOWN, completion_time_min: 5 }, 404, 'NOT_FOUND'],
  ]
  it.each(cases)('%s', async (_, route, body, status, code) => {
    const reply = await learner.call(route, { body })
    expect([reply.status, errorOf(reply.json).code]).toEqual([status, code])
    expect(errorOf(reply.json).requestId).toBe(reply.headers.get('x-request-id'))
    expect(reply.headers.get('access-control-allow-origin')).toBe('*')

    const after = await learner.call('status', { method: 'GET' })
    expect(after.json).toMatchObject({ active_intent: null, latest_session: null })
  })

  it('a violation names its field and never repeats the value', async () => {
    const reply = await learner.call('intent.sync', {
      body: { ...INTENT, topic: 'canary-topic', time_per_day_min: 500 },
    })
    expect(errorOf(reply.json).details).toMatchObject({ issues: [{ path: 'time_per_day_min' }] })
    expect(reply.text).not.toContain('canary-topic')
  })

  it("somebody else's session is as unknown as one that never was, byte for byte", async () => {
    const other = await signUpLearner(stack)
    await other.call('intent.sync', { body: INTENT })
    const day = await other.call('day.run', { body: {} })
    const ask = (session_id: unknown) =>
      learner.call('day.done', {
        body: { session_id, completion_time_min: 5 },
        headers: { 'x-request-id': 'same' },
      })
    expect((await ask(day.json.session_id)).text).toBe((await ask(UNKNOWN)).text)
  })
})

describe('routes, methods and credentials', () => {
  it('an unknown route is 404, a wrong method 405 with Allow', async () => {
    expect((await learner.call('nothing', { method: 'GET' })).status).toBe(404)
    const wrong = await learner.call('day.run', { method: 'GET' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  it('no credential is 401 with WWW-Authenticate, on every endpoint', async () => {
    for (
      const [route, method] of [['intent.sync', 'POST'], ['day.run', 'POST'], ['day.done', 'POST'], [
        'status',
        'GET',
      ], ['events', 'GET']] as const
    ) {
      const reply = await call(stack, route, { method, headers: { apikey: stack.PUBLISHABLE_KEY } })
      expect([route, reply.status, errorOf(reply.json).code]).toEqual([route, 401, 'UNAUTHORIZED'])
      expect(reply.headers.get('www-authenticate')).toContain('Bearer')
    }
  })

  it('X-User-ID of another learner is 403', async () => {
    const reply = await learner.call('status', { method: 'GET', headers: { 'x-user-id': UNKNOWN } })
    expect([reply.status, errorOf(reply.json).code]).toEqual([403, 'FORBIDDEN'])
  })

  it('a secret key acts for the learner it names, and only for one that exists', async () => {
    const act = (user: string) =>
      call(stack, 'status', { method: 'GET', headers: { apikey: stack.SECRET_KEY, 'x-user-id': user } })
    expect((await act(learner.user_id)).json.user_id).toBe(learner.user_id)
    const unknown = await act(UNKNOWN)
    expect([unknown.status, errorOf(unknown.json).details]).toEqual([404, { reason: 'USER_NOT_FOUND' }])
  })

  it('a token that outlived its user is 401', async () => {
    const gone = await signUpLearner(stack)
    const removed = await fetch(`${stack.API_URL}/auth/v1/admin/users/${gone.user_id}`, {
      method: 'DELETE',
      headers: { apikey: stack.SECRET_KEY, authorization: `Bearer ${stack.SECRET_KEY}` },
    })
    expect(removed.ok).toBe(true)
    expect((await gone.call('status', { method: 'GET' })).status).toBe(401)
  })

  it('health answers anybody, its depth only a secret key', async () => {
    expect((await call(stack, 'health', { method: 'GET' })).json).toMatchObject({ status: 'ok' })
    expect((await call(stack, 'health?deep=1', { method: 'GET' })).status).toBe(401)
    const deep = await call(stack, 'health?deep=1', { method: 'GET', headers: { apikey: stack.SECRET_KEY } })
    expect(deep.json).toMatchObject({
      status: 'ok',
      checks: { database: { ok: true }, keys: { ok: true, count: 1 }, breakers_open: [] },
    })
  })
})

describe('idempotency keys and validators', () => {
  it('the same key and body replay the first answer byte for byte', async () => {
    const one = await signUpLearner(stack)
    const send = (body: unknown) =>
      one.call('intent.sync', { body, headers: { 'idempotency-key': 'intent-1' } })
    const first = await send(INTENT)
    await one.call('intent.sync', { body: { ...INTENT, end_goal: 'Something else' } })
    const again = await send(INTENT)
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
    expect(again.text).toBe(first.text)

    const reused = await send({ ...INTENT, time_per_day_min: 90 })
    expect([reused.status, errorOf(reused.json).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })

  it('day.run and day.done replay too, refusals included', async () => {
    const one = await signUpLearner(stack)
    const refusedOnce = await one.call('day.run', { body: {}, headers: { 'idempotency-key': 'early' } })
    await one.call('intent.sync', { body: INTENT })
    const refusedAgain = await one.call('day.run', { body: {}, headers: { 'idempotency-key': 'early' } })
    expect([refusedOnce.status, refusedAgain.text]).toEqual([409, refusedOnce.text])

    const first = await one.call('day.run', { body: {}, headers: { 'idempotency-key': 'day' } })
    const again = await one.call('day.run', { body: {}, headers: { 'idempotency-key': 'day' } })
    expect([first.status, again.text]).toEqual([200, first.text])

    const report = {
      body: { session_id: first.json.session_id, completion_time_min: 30 },
      headers: { 'idempotency-key': 'done' },
    }
    const done = await one.call('day.done', report)
    expect((await one.call('day.done', report)).text).toBe(done.text)
  })

  it('a different report of a completed day is refused with what is stored', async () => {
    const one = await signUpLearner(stack)
    await one.call('intent.sync', { body: INTENT })
    const { json: { session_id } } = await one.call('day.run', { body: {} })
    await one.call('day.done', { body: { session_id, completion_time_min: 30, notes: '  ' } })
    expect(
      (await one.call('day.done', { body: { session_id, completion_time_min: 30, notes: null } })).status,
    ).toBe(200)
    const other = await one.call('day.done', { body: { session_id, completion_time_min: 31 } })
    expect(other.status).toBe(409)
    expect(errorOf(other.json).details).toMatchObject({
      reason: 'SESSION_ALREADY_COMPLETED',
      completion: { session_id, completion_time_min: 30, confidence: null },
    })
  })

  it('status is revalidated with its ETag', async () => {
    const first = await learner.call('status', { method: 'GET' })
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    const again = await learner.call('status', { method: 'GET', headers: { 'if-none-match': etag } })
    expect([again.status, again.text]).toEqual([304, ''])
  })
})
