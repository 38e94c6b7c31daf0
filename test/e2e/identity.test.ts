// Who may act, over the real wire: services with their audit trail, anonymous users with their smaller purse, strangers
// behind invented addresses. Accident it prevents: a rule that holds in a unit test and is not wired to the door.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { call, createBrowserlikeClient, INTENT, signUpLearner } from '../support/learner.ts'
import { type RunningStack, type StackInfo, startStack } from '../support/stack.ts'

/** An anonymous user as supabase-js makes one, with a call as that user. */
async function signInAnonymously(stack: StackInfo) {
  const { data, error } = await createBrowserlikeClient(stack).auth.signInAnonymously()
  if (error || !data.session) throw error ?? new Error('Cannot sign in: no session')
  const headers = { authorization: `Bearer ${data.session.access_token}` }
  return (route: string, init: { method?: string; body?: unknown } = {}) =>
    call(stack, route, { ...init, headers })
}

describe('a service', () => {
  const stack = inject('stack')

  it('leaves one audit row per step it takes for a learner, and a learner none', async () => {
    const learner = await signUpLearner(stack)
    const act = (route: string, init: { method?: string; body?: unknown } = {}) =>
      call(stack, route, {
        ...init,
        headers: {
          ...{ apikey: stack.SECRET_KEY, 'x-user-id': learner.user_id },
          'x-request-id': `for-${route}`,
        },
      })

    await act('intent.sync', { body: INTENT })
    const day = await act('day.run', { body: {} })
    await act('day.done', { body: { session_id: day.json.session_id, completion_time_min: 30 } })
    await act('status', { method: 'GET' })
    await act('events', { method: 'GET' })
    await learner.call('status', { method: 'GET' })

    const admin = new pg.Client(stack.ADMIN_DB_URL)
    await admin.connect()
    const { rows } = await admin.query<{ row: string }>(
      `select concat_ws(' ', key_name, route, step, request_id, outcome) as row
       from wisely.audit_log where user_id = $1 order by id`,
      [learner.user_id],
    )
    await admin.end()
    expect(rows.map(({ row }) => row)).toEqual([
      'default intent.sync sync_intent for-intent.sync ok',
      'default day.run begin_day for-day.run ok',
      'default day.run save_day for-day.run ok',
      'default day.done complete_day for-day.done ok',
      'default status learner_status for-status ok',
      'default events list_events for-events ok',
    ])
  })
})

describe('limits at the door', () => {
  let stack: RunningStack
  beforeAll(async () => {
    stack = await startStack({
      WISELY_RATE_LIMITS: 'on',
      WISELY_RATE_ANONYMOUS_WRITES_PER_MIN: '2',
      WISELY_RATE_STRANGERS_PER_MIN: '5',
    })
  })
  afterAll(() => stack?.stop())

  it('an anonymous user learns like everybody, with fewer writes than a learner who registered', async () => {
    const anonymous = await signInAnonymously(stack.info)
    const first = await anonymous('intent.sync', { body: INTENT })
    const day = await anonymous('day.run', { body: {} })
    const third = await anonymous('intent.sync', { body: INTENT })

    expect([first.status, day.status, third.status]).toEqual([200, 200, 429])
    expect(third.headers.get('x-ratelimit-limit')).toBe('2')
    const learner = await signUpLearner(stack.info)
    expect((await learner.call('intent.sync', { body: INTENT })).headers.get('x-ratelimit-limit')).toBe('30')
  })

  it('a stranger who invents an address for every call is counted as one', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const headers = { authorization: 'Bearer a.b.c', 'x-forwarded-for': `198.51.100.${n}` }
      statuses.push((await call(stack.info, 'status', { method: 'GET', headers })).status)
    }

    expect(statuses).toEqual([...Array(5).fill(401), 429, 429, 429])
  })
})

it('anonymous users are refused where they are switched off, registered ones are not', async () => {
  const stack = await startStack({ WISELY_ANONYMOUS_USERS: 'off' })
  try {
    const reply = await (await signInAnonymously(stack.info))('status', { method: 'GET' })
    expect([reply.status, reply.json.error]).toMatchObject([403, { code: 'FORBIDDEN' }])
    expect((await (await signUpLearner(stack.info)).call('status', { method: 'GET' })).status).toBe(200)
  } finally {
    await stack.stop()
  }
})
