import { describe, expect, it } from 'vitest'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import type { DayFact } from '../../../supabase/functions/_shared/contract/facts.ts'
import type { QualityInput } from '../../../supabase/functions/_shared/contract/session.ts'
import { qualityRun } from '../../../supabase/functions/_shared/quality/qualityRun.ts'
import type { LearnerStore } from '../../../supabase/functions/_shared/store/learnerStore.ts'
import { createAgentsApp } from '../../../supabase/functions/agents/app.ts'
import { createMemoryRun } from '../../support/memoryRun.ts'
import { DAY, memoryApp, memoryStore, sessionOf } from '../../support/memoryApp.ts'
import { createScriptedModel, type ScriptedModel } from '../../support/scriptedModel.ts'
import { createSteadyTimer } from '../../support/steadyTimer.ts'
import { createQualityPorts, goodAnswer, makeQualityInput, readOutcome, typesOf } from './fixture.ts'

/** One day of a learner's that remembers what is saved, as the database would. */
function createDay(given: Partial<DayFact> = {}) {
  let day: DayFact = { ...DAY, ...given }
  let held = 0
  const store: Partial<LearnerStore> = {
    beginDay: () => {
      held += 1
      if (day.session?.completed_at != null) return Promise.resolve({ answered: day.session, rates: [] })
      day = { ...day, fence: day.fence + 1 }
      return Promise.resolve({ day, rates: [] })
    },
    releaseDay: () => {
      held -= 1
      return Promise.resolve()
    },
    saveDay: (_claims, request) => {
      held -= 1
      const version = day.session?.plan_version ?? 0
      if (request.plan !== null) {
        day = { ...day, session: { ...sessionOf(request), plan_version: version + 1 } }
      }
      if (day.session === null) throw new Error('nothing was saved')
      return Promise.resolve({ session: day.session })
    },
  }
  return {
    store,
    read: () => day,
    change: (change: Partial<DayFact>) => void (day = { ...day, ...change }),
    held: () => held,
  }
}
type Day = ReturnType<typeof createDay>

async function planDay(
  day: Day,
  more: { model?: ScriptedModel; input?: Partial<QualityInput>; store?: Partial<LearnerStore> } = {},
) {
  const timer = createSteadyTimer()
  const { model } = more
  const input = makeQualityInput({
    mode: 'fast',
    target: { week: 1, day: 1 },
    generator: model === undefined ? 'builtin' : 'agent',
    ...more.input,
  })
  const run = createMemoryRun(input, { timer })
  const ports = createQualityPorts({ ...(model === undefined ? {} : { model }) }, timer)
  const inProcess = createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: timer.now }).fetch
  const store = memoryStore({ ...day.store, ...more.store })
  const outcome = await timer.finish(
    qualityRun(run.context, { ...ports, store, agents: { ...ports.agents, inProcess } }),
  )
  // What the transaction that ends the run does with it.
  if (outcome.bind !== null) await store.saveDay(run.context.claims, outcome.bind)
  return { outcome, run, ...readOutcome(outcome) }
}

const runDay = async (day: Day) => {
  const response = await memoryApp(day.store).send('day.run', { body: {} })
  return await response.json() as { plan_md: string; plan_version: number; plan_json: { title: string } }
}
const byModel = () =>
  createScriptedModel((request) => ({
    plan_json: { ...goodAnswer(request).plan_json, title: 'Chosen in a session' },
  }))

describe('a session for a day', () => {
  it('makes the winner the plan of that day, one version on', async () => {
    const day = createDay()
    await runDay(day)
    const { outcome, final } = await planDay(day, { model: byModel() })

    expect(day.read().session).toMatchObject({ plan_version: 2, plan_score: 100 })
    expect(day.read().session?.plan_json).toEqual(final.plan_json)
    expect(final.plan_json).toMatchObject({ title: 'Chosen in a session', source: 'instructor' })
    expect(outcome.bind?.plan?.plan_json.changes).toMatchObject({ from_version: 1 })
    expect(outcome.events).toEqual([])
    expect(day.held()).toBe(0)
  })

  it('is served by day.run until something it depends on changes', async () => {
    const day = createDay()
    await planDay(day, { model: byModel() })
    const served = await runDay(day)
    expect(served).toMatchObject({ plan_version: 1, plan_json: { title: 'Chosen in a session' } })

    day.change({ intent: { ...DAY.intent, revision: 2, end_goal: 'Something else' } })
    const rebuilt = await runDay(day)
    expect(rebuilt.plan_version).toBe(2)
    expect(rebuilt.plan_json.title).not.toBe('Chosen in a session')
  })

  it('asks the agents as day.run does, and gives them to the planner', async () => {
    const { run } = await planDay(createDay())
    expect(run.events.find(({ type }) => type === 'day_read')?.data).toEqual({
      week: 1,
      day: 1,
      plan_version: null,
    })
  })

  it('leaves a completed day alone', async () => {
    const day = createDay()
    await runDay(day)
    const { session } = day.read()
    if (session !== null) day.change({ session: { ...session, completed_at: DAY.now } })
    const { outcome, run } = await planDay(day)

    expect(outcome).toMatchObject({
      bind: null,
      end: { status: 'failed', data: { code: 'SESSION_ALREADY_COMPLETED' } },
    })
    expect(outcome.events.map(({ type }) => type)).toEqual(['bind_refused'])
    expect(typesOf(run)).toEqual([])
  })

  it.each<[string, string, (day: Day) => Promise<unknown> | void]>([
    ['was completed meanwhile', 'SESSION_ALREADY_COMPLETED', async (day) => {
      await runDay(day)
      const { session } = day.read()
      if (session !== null) day.change({ session: { ...session, completed_at: DAY.now } })
    }],
    ['was built meanwhile', 'DAY_REBUILT', runDay],
    ['belongs to another intent now', 'INTENT_CHANGED', (day) =>
      day.change({
        intent: { ...DAY.intent, intent_id: '6f1c2a34-0000-4000-8000-0000000000aa' },
      })],
  ])(
    'keeps the plan of a day that %s: the session ends as it would, and says so',
    async (_name, reason, meanwhile) => {
      const day = createDay()
      let isDone = false
      const model = createScriptedModel(async (request) => {
        if (!isDone) {
          isDone = true
          await meanwhile(day)
        }
        return goodAnswer(request)
      })
      const { outcome, final } = await planDay(day, { model })

      expect(outcome.bind).toBeNull()
      expect(outcome.events).toEqual([expect.objectContaining({ type: 'bind_refused', data: { reason } })])
      expect([outcome.end.status, final.name]).toEqual(['succeeded', 'project-first'])
    },
  )

  it('waits for whoever is at the day, and for a database that is away', async () => {
    const day = createDay()
    const answers = [
      () =>
        Promise.resolve({
          waiting: { intent_id: DAY.intent.intent_id, week: 1, day: 1, lease_left_ms: 900 },
          rates: [],
        }),
      () => Promise.reject(new OrchestratorError('SERVICE_UNAVAILABLE', 'Cannot reach the database')),
    ]
    const { outcome } = await planDay(day, {
      store: {
        beginDay: (...args) =>
          answers.shift()?.() ?? day.store.beginDay?.(...args) ?? Promise.reject(new Error()),
      },
    })
    expect(outcome.bind).not.toBeNull()
  })

  it('refuses a day that the learner does not have', async () => {
    const refused = { code: 'CONFLICT', reason: 'NO_ACTIVE_INTENT', details: {} } as const
    const { outcome } = await planDay(createDay(), {
      store: { beginDay: () => Promise.resolve({ refused, rates: [] }) },
    })
    expect(outcome.end).toMatchObject({ status: 'failed', data: { code: 'NO_ACTIVE_INTENT' } })
  })
})
