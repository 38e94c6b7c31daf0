// Quality sessions through client/ against real endpoints, a real worker and the supabase-js that applications use.
import { createClient } from '@supabase/supabase-js'
import { randomUUID } from 'node:crypto'
import { afterAll, expect, inject, it } from 'vitest'
import ws from 'ws'
import { LearningOrchestrator, OrchestratorError } from '../../client/mod.ts'
import { QualitySessions, type SessionEvent, type StartSessionRequest } from '../../client/sessions.ts'
import { SESSION_EVENT_DATA } from '../../supabase/functions/_shared/contract/sessionEvents.ts'
import { type FaultProxy, startFaultProxy } from '../support/faultProxy.ts'

const stack = inject('stack')
const proxies: FaultProxy[] = []
afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())))

const PROMPT: StartSessionRequest = { prompt: 'Learn to write a parser', mode: 'quality' }

async function signUp(url = stack.API_URL) {
  const supabase = createClient(url, stack.PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: ws as unknown as typeof WebSocket },
  })
  const email = `learner-${randomUUID()}@wisely.example`
  const { error } = await supabase.auth.signUp({ email, password: 'learn-every-day' })
  if (error) throw error
  return { sessions: new QualitySessions(supabase), orchestrator: new LearningOrchestrator(supabase) }
}

async function collect(events: AsyncIterable<SessionEvent>): Promise<SessionEvent[]> {
  const seen: SessionEvent[] = []
  for await (const event of events) seen.push(event)
  return seen
}

it('a session is started and followed to its end, every event of the documented shape', async () => {
  const { sessions } = await signUp()
  const { id, sessionUrl } = await sessions.startSession(PROMPT)

  const seen = await collect(sessions.streamSession(id))

  expect(sessionUrl).toBe(`/session/${id}`)
  const status = await sessions.sessionStatus(id)
  expect(seen).toEqual(status.events)
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1))
  for (const { type, data } of seen) SESSION_EVENT_DATA[type].parse(data)
  expect(seen.at(-1)?.type).toBe(status.meta.status)
  expect(status.meta.final?.plan_md).toContain('# Daily Learning Plan')
  expect(await sessions.sessionStatus(id, { after: 3 })).toMatchObject({ events: seen.slice(3) })
  expect(await collect(sessions.streamSession(id, { after: seen.length }))).toEqual([])
})

it('a stream that is cut again and again tells everything once', async () => {
  let calls = 0
  const proxy = await startFaultProxy(Number(new URL(stack.API_URL).port), () => ++calls % 4 === 0 ? 1 : 0)
  proxies.push(proxy)
  const { sessions } = await signUp(`http://127.0.0.1:${proxy.port}`)
  const { id } = await sessions.startSession(PROMPT)
  proxy.set({ kind: 'cut', chance: 0.5, after_bytes: 3_000 })

  const seen = await collect(sessions.streamSession(id))

  proxy.set({ kind: 'pass' })
  expect(proxy.cuts()).toBeGreaterThan(0)
  expect(seen).toEqual((await sessions.sessionStatus(id)).events)
})

it('the winner of a session that is bound to a day is the plan of that day', async () => {
  const { sessions, orchestrator } = await signUp()
  await orchestrator.createIntent({
    topic: 'Machine Learning',
    depth: 'informed',
    end_goal: 'Build production ML models',
    time_per_day_min: 60,
  })
  const { id } = await sessions.startSession({
    prompt: 'A day with a lot of practice',
    mode: 'quality',
    options: { week: 1, day: 1 },
  })

  const bound = (await collect(sessions.streamSession(id))).find((event) => event.type === 'bound')

  const { final } = (await sessions.sessionStatus(id)).meta
  const plan = await orchestrator.generateDayPlan(1, 1)
  expect(bound?.data).toEqual({
    session_id: plan.session_id,
    plan_version: plan.plan_version,
    week: 1,
    day: 1,
  })
  expect(plan.plan_json).toEqual(final?.plan_json)
})

it('a session is cancelled once and for all, and its stream says so last', async () => {
  const { sessions } = await signUp()
  const { id } = await sessions.startSession(PROMPT)

  const cancelled = await sessions.cancelSession(id)

  expect(cancelled).toEqual({ id, status: 'cancelled' })
  expect(await sessions.cancelSession(id)).toEqual(cancelled)
  expect((await collect(sessions.streamSession(id))).at(-1)?.type).toBe('cancelled')
})

it('what cannot be is an OrchestratorError with its reason', async () => {
  const { sessions } = await signUp()
  const refusalOf = (work: Promise<unknown>) => work.catch((error: unknown) => error)

  const unknown = await refusalOf(collect(sessions.streamSession(randomUUID())))
  expect(unknown).toBeInstanceOf(OrchestratorError)
  expect(unknown).toMatchObject({ code: 'NOT_FOUND', reason: 'RUN_NOT_FOUND', status: 404 })
  expect(await refusalOf(sessions.startSession({ prompt: '' }))).toMatchObject({ code: 'VALIDATION_ERROR' })
})
