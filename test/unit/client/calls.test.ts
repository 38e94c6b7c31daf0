import { createClient } from '@supabase/supabase-js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import ws from 'ws'
import {
  type DayCompletion,
  type DayDoneRequest,
  type DayRunResponse,
  type IntentSyncRequest,
  LearningOrchestrator,
  OrchestratorError,
  type ReadOptions,
} from '../../../client/mod.ts'
import { answer, createTestPorts, envelope, refuse, scriptSupabase } from './scriptedSupabase.ts'

const intent: IntentSyncRequest = {
  topic: 'Machine Learning',
  depth: 'informed',
  end_goal: 'Build production ML models',
  time_per_day_min: 60,
  meta: { hardware_specs: 'M4 Mac Mini 24GB' },
}

function start() {
  const { supabase, calls } = scriptSupabase(answer({ scripted: true }))
  return { orchestrator: new LearningOrchestrator(supabase, createTestPorts()), calls }
}

it('each method calls its route and answers the body', async () => {
  const { orchestrator, calls } = start()

  const answers = [
    await orchestrator.createIntent(intent),
    await orchestrator.generateDayPlan(2, 3),
    await orchestrator.completeDay('the-session', { completion_time_min: 45, confidence: 7 }),
    await orchestrator.getStatus(),
    await orchestrator.listEvents(12, 50),
    await orchestrator.listEvents(),
  ]

  expect(answers).toEqual(Array(6).fill({ scripted: true }))
  expect(calls.map(({ path, options: { method, body } }) => [method, path, body])).toEqual([
    ['POST', 'orchestrator/intent.sync', intent],
    ['POST', 'orchestrator/day.run', { week: 2, day: 3 }],
    ['POST', 'orchestrator/day.done', { session_id: 'the-session', completion_time_min: 45, confidence: 7 }],
    ['GET', 'orchestrator/status', undefined],
    ['GET', 'orchestrator/events?after=12&limit=50', undefined],
    ['GET', 'orchestrator/events?after=0&limit=100', undefined],
  ])
})

it('generateDayPlan without week and day sends an empty body, and force_refresh only when asked', async () => {
  const { orchestrator, calls } = start()

  await orchestrator.generateDayPlan()
  await orchestrator.generateDayPlan(null, null, { forceRefresh: true })

  expect(calls.map(({ options }) => options.body)).toEqual([{}, { force_refresh: true }])
})

it('the named session wins over one inside the completion', async () => {
  const { orchestrator, calls } = start()
  const completion: DayDoneRequest = { session_id: 'another', completion_time_min: 45 }

  await orchestrator.completeDay('the-session', completion)

  expect(calls[0]?.options.body).toMatchObject({ session_id: 'the-session' })
})

it('every write has a fresh idempotency key unless the caller gives one; reads have none', async () => {
  const { orchestrator, calls } = start()

  await orchestrator.createIntent(intent)
  await orchestrator.generateDayPlan(1, 1)
  await orchestrator.generateDayPlan(1, 1, { idempotencyKey: 'mine' })
  await orchestrator.getStatus()
  await orchestrator.listEvents()

  expect(calls.map(({ options }) => options.headers['Idempotency-Key'])).toEqual([
    'key-1',
    'key-2',
    'mine',
    undefined,
    undefined,
  ])
})

it('request id and region travel as headers, so that a query string stays as it is', async () => {
  const { orchestrator, calls } = start()

  await orchestrator.listEvents(0, 10, { requestId: 'trace-me', region: 'eu-central-1' })

  expect(calls[0]).toMatchObject({
    path: 'orchestrator/events?after=0&limit=10',
    options: { headers: { 'X-Request-Id': 'trace-me', 'x-region': 'eu-central-1' } },
  })
})

it('keys of the system are unique, also on a page without crypto.randomUUID', async () => {
  const { supabase, calls } = scriptSupabase(answer({}))
  const orchestrator = new LearningOrchestrator(supabase)

  await orchestrator.generateDayPlan()
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true })
  try {
    await orchestrator.generateDayPlan()
  } finally {
    // The own property hides the one of the prototype.
    Reflect.deleteProperty(crypto, 'randomUUID')
  }

  const [uuid, bytes] = calls.map(({ options }) => options.headers['Idempotency-Key'])
  expect(uuid).toMatch(/^[0-9a-f-]{36}$/)
  expect(bytes).toMatch(/^[0-9a-f]{32}$/)
})

it('a SupabaseClient of supabase-js fits, and the seed signatures compile', () => {
  const supabase = createClient('http://127.0.0.1:1', 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    // The types of ws are wider than the client declares.
    realtime: { transport: ws as unknown as typeof WebSocket },
  })

  const orchestrator = new LearningOrchestrator(supabase)

  expectTypeOf(orchestrator.generateDayPlan).toExtend<
    (week: number, day: number) => Promise<DayRunResponse>
  >()
  expectTypeOf<DayDoneRequest>().toExtend<DayCompletion>()
})

describe('a try… twin', () => {
  it('answers the data of its call', async () => {
    const { orchestrator, calls } = start()

    const answers = [
      await orchestrator.tryCreateIntent(intent),
      await orchestrator.tryGenerateDayPlan(2, 3, { forceRefresh: true }),
      await orchestrator.tryCompleteDay('the-session', { completion_time_min: 45 }, {
        idempotencyKey: 'mine',
      }),
      await orchestrator.tryGetStatus(),
      await orchestrator.tryListEvents(12, 50),
    ]

    expect(answers).toEqual(Array(5).fill({ data: { scripted: true }, error: null }))
    expect(calls.map(({ path, options }) => [path, options.body, options.headers['Idempotency-Key']]))
      .toEqual([
        ['orchestrator/intent.sync', intent, 'key-1'],
        ['orchestrator/day.run', { week: 2, day: 3, force_refresh: true }, 'key-2'],
        ['orchestrator/day.done', { session_id: 'the-session', completion_time_min: 45 }, 'mine'],
        ['orchestrator/status', undefined, undefined],
        ['orchestrator/events?after=12&limit=50', undefined, undefined],
      ])
  })

  it('answers the error that its call throws', async () => {
    const { supabase } = scriptSupabase(refuse(409, envelope('CONFLICT', { reason: 'NO_ACTIVE_INTENT' })))
    const { data, error } = await new LearningOrchestrator(supabase, createTestPorts()).tryGenerateDayPlan()

    expect(data).toBeNull()
    expect(error).toBeInstanceOf(OrchestratorError)
    expect(error).toMatchObject({ code: 'CONFLICT', reason: 'NO_ACTIVE_INTENT', status: 409 })
  })

  it.each([
    [
      'tryCreateIntent',
      (orchestrator: LearningOrchestrator, options: ReadOptions) =>
        orchestrator.tryCreateIntent(intent, options),
    ],
    [
      'tryGenerateDayPlan',
      (orchestrator: LearningOrchestrator, options: ReadOptions) =>
        orchestrator.tryGenerateDayPlan(1, 1, options),
    ],
    [
      'tryCompleteDay',
      (orchestrator: LearningOrchestrator, options: ReadOptions) =>
        orchestrator.tryCompleteDay('s', { completion_time_min: 5 }, options),
    ],
    [
      'tryGetStatus',
      (orchestrator: LearningOrchestrator, options: ReadOptions) => orchestrator.tryGetStatus(options),
    ],
    [
      'tryListEvents',
      (orchestrator: LearningOrchestrator, options: ReadOptions) => orchestrator.tryListEvents(0, 1, options),
    ],
  ])('%s answers ABORTED when its signal aborts', async (_name, call) => {
    const { orchestrator, calls } = start()

    const { error } = await call(orchestrator, { signal: AbortSignal.abort('left') })

    expect(error).toMatchObject({ code: 'ABORTED', status: null, cause: 'left' })
    expect(calls).toEqual([])
  })

  it('does not hide a mistake in the program', async () => {
    const { supabase } = scriptSupabase(answer({}))
    const ports = createTestPorts()
    ports.makeKey = () => {
      throw new TypeError('no keys here')
    }

    await expect(new LearningOrchestrator(supabase, ports).tryGenerateDayPlan()).rejects.toThrow(
      'no keys here',
    )
  })
})
