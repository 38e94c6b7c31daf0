// The promises of client/ against real endpoints, a real Realtime and the supabase-js that applications use.
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { randomUUID } from 'node:crypto'
import { afterEach, expect, inject, test, vi } from 'vitest'
import ws from 'ws'
import {
  type EventSubscription,
  type IntentSyncRequest,
  LearningOrchestrator,
  OrchestratorError,
  type SubscribeOptions,
} from '../../client/mod.ts'
import { signToken } from '../support/signToken.ts'

const stack = inject('stack')
const subscriptions: EventSubscription[] = []
const intent: IntentSyncRequest = {
  topic: 'Machine Learning',
  depth: 'informed',
  end_goal: 'Build production ML models',
  time_per_day_min: 60,
  user_tz: 'America/New_York',
}

afterEach(async () => {
  await Promise.all(subscriptions.splice(0).map((subscription) => subscription.unsubscribe()))
})

type Learner = {
  id: string
  supabase: SupabaseClient
  orchestrator: LearningOrchestrator
  /** Cuts every connection to Realtime, as a closed lid does. */
  cutSockets(): void
}

async function signUp(): Promise<Learner> {
  const sockets: ws[] = []
  class TrackedSocket extends ws {
    constructor(...parameters: ConstructorParameters<typeof ws>) {
      super(...parameters)
      sockets.push(this)
    }
  }
  const supabase = createClient(stack.API_URL, stack.PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
    // supabase-js 2.109 finds no WebSocket on Node 20; ws's type is wider than the one it declares.
    realtime: { transport: TrackedSocket as unknown as typeof WebSocket },
  })
  const email = `learner-${randomUUID()}@wisely.example`
  const { data, error } = await supabase.auth.signUp({ email, password: 'learn-every-day' })
  if (error || !data.user) throw error ?? new Error('Cannot sign up: no user')
  return {
    id: data.user.id,
    supabase,
    orchestrator: new LearningOrchestrator(supabase),
    cutSockets: () => sockets.splice(0).forEach((socket) => socket.terminate()),
  }
}

/** Subscribes to a learner's events, the own ones by default, and waits until the stream is live. */
async function listen(
  learner: Learner,
  options: SubscribeOptions & { userId?: string; until?: string } = {},
) {
  const types: string[] = []
  const seqs: number[] = []
  const statuses: string[] = []
  const subscription = learner.orchestrator.subscribeEvents(options.userId ?? learner.id, ({ type, seq }) => {
    types.push(type)
    seqs.push(seq)
  }, { ...options, onStatus: (status) => statuses.push(status) })
  subscriptions.push(subscription)
  await vi.waitFor(() => expect(statuses.at(-1)).toBe(options.until ?? 'live'), 10_000)
  const has = (expected: string[]) => vi.waitFor(() => expect(types).toEqual(expected), 10_000)
  return { subscription, types, seqs, statuses, has }
}

async function catchError(call: Promise<unknown>): Promise<OrchestratorError> {
  const error = await call.catch((thrown: unknown) => thrown)
  if (error instanceof OrchestratorError) return error
  throw new Error('The call did not throw an OrchestratorError', { cause: error })
}

test('a learner goes from intent to plan to completion to status', async () => {
  const { orchestrator, id } = await signUp()

  const created = await orchestrator.createIntent(intent)
  const plan = await orchestrator.generateDayPlan(1, 1)
  const again = await orchestrator.generateDayPlan()
  const done = await orchestrator.completeDay(plan.session_id, { completion_time_min: 45, confidence: 7 })
  const status = await orchestrator.getStatus()

  expect(created).toMatchObject({ active: true, topic: 'Machine Learning', user_tz: 'America/New_York' })
  expect(plan).toMatchObject({ week: 1, day: 1, plan_version: 1 })
  expect(again.session_id).toBe(plan.session_id)
  expect(done).toMatchObject({ ok: true, completion_summary: { session_id: plan.session_id, confidence: 7 } })
  expect(status).toMatchObject({
    user_id: id,
    active_intent: { id: created.intent_id },
    latest_session: { id: plan.session_id, completion: { completion_time_min: 45 } },
    learning_stats: { completed_sessions: 1, total_time_min: 45 },
  })
})

test('the same idempotency key is one effect; with another body it is refused', async () => {
  const { orchestrator } = await signUp()
  const options = { idempotencyKey: randomUUID() }

  const [first, second] = [
    await orchestrator.createIntent(intent, options),
    await orchestrator.createIntent(intent, options),
  ]
  const refusal = await catchError(orchestrator.createIntent({ ...intent, topic: 'Go' }, options))

  expect(second).toEqual(first)
  expect((await orchestrator.listEvents()).events.map(({ type }) => type)).toEqual(['intent_created'])
  expect(refusal).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' })
})

test('refusals arrive decoded', async () => {
  const { orchestrator, supabase } = await signUp()
  const requestId = `test-${randomUUID()}`

  const noIntent = await catchError(orchestrator.generateDayPlan(1, 1, { requestId }))
  const noSession = await catchError(orchestrator.completeDay(randomUUID(), { completion_time_min: 5 }))
  const tooShort = await catchError(orchestrator.createIntent({ ...intent, time_per_day_min: 5 }))
  await supabase.auth.signOut()
  const signedOut = await catchError(orchestrator.getStatus())

  expect(noIntent).toMatchObject({ status: 409, code: 'CONFLICT', reason: 'NO_ACTIVE_INTENT', requestId })
  expect(noSession).toMatchObject({ status: 404, code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' })
  expect(tooShort).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' })
  expect(tooShort.details?.issues).toEqual([{ path: 'time_per_day_min', message: expect.any(String) }])
  expect(signedOut).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
  expect(signedOut.requestId).toMatch(/./)
})

test('a server that is not there is a network error, and a call can be given up', async () => {
  const { orchestrator } = await signUp()
  const nowhere = createClient('http://127.0.0.1:9', stack.PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
    // As above.
    realtime: { transport: ws as unknown as typeof WebSocket },
  })

  // Less than the first back-off, so nothing is repeated.
  const lost = await catchError(new LearningOrchestrator(nowhere).getStatus({ timeoutMs: 400 }))
  const late = await catchError(orchestrator.getStatus({ timeoutMs: 1 }))

  expect([lost.code, late.code]).toEqual(['NETWORK_ERROR', 'TIMEOUT'])
  await expect(orchestrator.getStatus({ signal: AbortSignal.abort('left') })).rejects.toBe('left')
})

test('the events of the own actions arrive live', async () => {
  const learner = await signUp()
  const { has, seqs, subscription } = await listen(learner)

  await learner.orchestrator.createIntent(intent)
  await learner.orchestrator.generateDayPlan(1, 1)

  await has(['intent_created', 'instructor_plan_created'])
  expect(seqs).toEqual([1, 2])
  expect(subscription.lastSeq()).toBe(2)
})

test('what happened while the socket was cut arrives after it is back, once', async () => {
  const learner = await signUp()
  const { has, statuses } = await listen(learner)
  await learner.orchestrator.createIntent(intent)
  await has(['intent_created'])

  learner.cutSockets()
  await vi.waitFor(() => expect(statuses.at(-1)).toBe('interrupted'))
  await learner.orchestrator.createIntent({ ...intent, time_per_day_min: 30 })
  await vi.waitFor(() => expect(statuses.at(-1)).toBe('live'), 15_000)
  await learner.orchestrator.generateDayPlan(1, 1)

  await has(['intent_created', 'intent_updated', 'instructor_plan_created'])
})

test('a channel that the application removes is joined again and its gap filled', async () => {
  const learner = await signUp()
  const { has, statuses } = await listen(learner)

  await learner.supabase.removeAllChannels()
  await learner.orchestrator.createIntent(intent)
  await vi.waitFor(() => expect(statuses).toEqual(['joining', 'live', 'interrupted', 'live']), 15_000)

  await has(['intent_created'])
})

test('a stream continues from the stored cursor, also when subscribed again at once', async () => {
  const learner = await signUp()
  const first = await listen(learner)
  await learner.orchestrator.createIntent(intent)
  await first.has(['intent_created'])

  void first.subscription.unsubscribe()
  await learner.orchestrator.createIntent({ ...intent, time_per_day_min: 30 })
  const second = await listen(learner, { after: first.subscription.lastSeq() ?? 0 })

  await second.has(['intent_updated'])
  expect(first.types).toEqual(['intent_created'])
})

test('a channel whose token expires is joined again with the next one, also over a socket that was cut', async () => {
  const learner = await signUp()
  let token = await signToken(stack, learner.id, 2)
  const sockets: ws[] = []
  class TrackedSocket extends ws {
    constructor(...parameters: ConstructorParameters<typeof ws>) {
      super(...parameters)
      sockets.push(this)
    }
  }
  const supabase = createClient(stack.API_URL, stack.PUBLISHABLE_KEY, {
    accessToken: () => Promise.resolve(token),
    // As above.
    realtime: { transport: TrackedSocket as unknown as typeof WebSocket },
  })
  const orchestrator = new LearningOrchestrator(supabase)
  const { has, statuses } = await listen({ ...learner, supabase, orchestrator })

  // First the server ends the channel, then the socket comes back while the client still holds the expired token.
  await vi.waitFor(() => expect(statuses).toContain('interrupted'), 10_000)
  sockets.forEach((socket) => socket.terminate())
  token = await signToken(stack, learner.id, 600)
  await learner.orchestrator.createIntent(intent)

  await has(['intent_created'])
  await vi.waitFor(() => expect(statuses.at(-1)).toBe('live'), 15_000)
})

test('another learner is not let in and sees nothing', async () => {
  const [ada, ben] = [await signUp(), await signUp()]
  await ben.orchestrator.createIntent(intent)

  const spy = await listen(ben, { userId: ada.id, after: 0, until: 'interrupted' })
  await ada.orchestrator.createIntent(intent)
  const own = await listen(ada, { after: 0 })

  await own.has(['intent_created'])
  expect(spy.types).toEqual([])
  expect(spy.statuses).not.toContain('live')
})
