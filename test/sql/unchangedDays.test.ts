// day.run of a day that did not change, answered from the first trip. Accident it prevents: a plan that is served although
// something it was made from is another by now.
import fc from 'fast-check'
import type pg from 'pg'
import { expect, test } from 'vitest'
import type { DayFact } from '../../supabase/functions/_shared/contract/facts.ts'
import { createLearnerStore, type LearnerStore } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { memoryApp } from '../support/memoryApp.ts'
import { addLearner, askWithin, at, inRollback, type Learner } from '../support/sql.ts'
import { type Api, createApi, type Json } from './api.ts'
import { SIGNAL } from './fullLearner.ts'

const MORNING = '2026-11-02T08:00:00.000Z'
const SETUP = { fingerprint: 'planner 1', versions: { clo: '1.0.0', alex: null } }
const UNTIL = '2026-11-02T20:00:00.000Z'

/** A learner whose day is stored; the save says that it holds until the evening. */
async function storeDay(db: pg.Client, unchanged: Json | null = {}) {
  const api = createApi(askWithin(db))
  const learner = at(await addLearner(db), MORNING)
  await api.syncIntent(learner)
  await api.buildDay(learner, {}, { signals: [SIGNAL] })
  const day = await api.claimDay(learner)
  await api.saveDay(learner, day, { plan: null, unchanged_while: whileOf(day, unchanged) })
  return { api, learner, day }
}

function whileOf(day: DayFact, unchanged: Json | null): Json | null {
  return unchanged === null ? null : { ...SETUP, stamp: day.stamp, until: UNTIL, ...unchanged }
}

test('a day that did not change is answered as it is stored, and nobody claims it', () =>
  inRollback(async (db) => {
    const { api, learner, day } = await storeDay(db)

    const first = await api.beginDay(learner, {}, { setup: SETUP })
    const second = await api.beginDay(learner, {}, { setup: SETUP })

    expect(first).toMatchObject({ answered: { session_id: day.session?.session_id, plan_version: 1 } })
    expect(second).toEqual(first)
  }))

test('the answer of a day that did not change is replayed for its idempotency key', () =>
  inRollback(async (db) => {
    const { api, learner } = await storeDay(db)
    const idempotency = { key: 'again', body_sha256: 'b'.repeat(64) }
    const first = await api.beginDay(learner, {}, { setup: SETUP, idempotency, request_id: 'first' })

    const replayed = await api.beginDay(learner, {}, { setup: null, idempotency })

    expect(replayed).toEqual({ ...first, replayed_request_id: 'first' })
  }))

type Change = (api: Api, learner: Learner, db: pg.Client) => Promise<unknown>
const CHANGES: Record<string, Change> = {
  'the intent was changed': (api, learner) => api.syncIntent(learner, { time_per_day_min: 30 }),
  'another day was completed': async (api, learner) => {
    const { session_id } = await api.buildDay(learner, { week: 1, day: 2 })
    await api.completeDay(learner, session_id)
  },
  'a signal was stored since': async (api, learner) => {
    const later = at(learner, '2026-11-02T08:00:01.000Z')
    const signals = [{ ...SIGNAL, data: { theme: 'Trees' } }]
    await api.buildDay(later, { week: 1, day: 2 }, { signals })
  },
  'a signal was pruned': (_api, learner, db) =>
    db.query('delete from public.agent_signals_cache where user_id = $1', [learner.user_id]),
  'it was saved again by somebody who does not say while what it holds': (api, learner) =>
    api.buildDay(learner),
}

test.each(Object.entries(CHANGES))(
  'a stored day is built again when %s',
  (_name, change) =>
    inRollback(async (db) => {
      const { api, learner } = await storeDay(db)
      await change(api, learner, db)

      expect(await api.beginDay(learner, { week: 1, day: 1 }, { setup: SETUP })).toHaveProperty('day')
    }),
)

const CALLERS: Record<string, { setup?: Json | null; now?: string }> = {
  'does not say what it would build with': {},
  'wants it built': { setup: null },
  'has another planner or other agents': { setup: { ...SETUP, fingerprint: 'planner 2' } },
  'has seen another version of an agent': { setup: { ...SETUP, versions: { clo: '1.0.1', alex: null } } },
  'comes after its signals stopped being fresh': { setup: SETUP, now: '2026-11-02T20:00:00.001Z' },
}

test.each(Object.entries(CALLERS))(
  'a stored day is built again for a caller who %s',
  (_name, caller) =>
    inRollback(async (db) => {
      const { api, learner } = await storeDay(db)
      const { now = MORNING, ...more } = caller

      expect(await api.beginDay(at(learner, now), {}, more)).toHaveProperty('day')
    }),
)

test('a stored day is built again when the learner’s date turned', () =>
  inRollback(async (db) => {
    const { api, learner } = await storeDay(db, { until: '2026-11-09T20:00:00.000Z' })
    const ask = (now: string) => api.beginDay(at(learner, now), {}, { setup: SETUP })

    expect(await ask('2026-11-02T23:59:59.999Z')).toHaveProperty('answered')
    expect(await ask('2026-11-03T00:00:00.000Z')).toHaveProperty('day')
  }))

test('a version that nobody saw is no other version', () =>
  inRollback(async (db) => {
    const { api, learner } = await storeDay(db)
    const setup = { ...SETUP, versions: { clo: null, alex: '2.0.0' } }

    expect(await api.beginDay(learner, {}, { setup })).toHaveProperty('answered')
  }))

/** day.run as the function answers it, for a learner of the database; `seen` counts days answered from the first trip. */
function learnerApp(db: pg.Client, seen: { unchanged: number }) {
  const ask = askWithin(db)
  const store = createLearnerStore({
    call: async (statement, values) => await ask(statement, values) ?? 'null',
    count: () => ({ open: 1, idle: 0, waiting: 0, max: 1 }),
    end: () => Promise.resolve(),
  })
  let claims: Learner['claims']
  let isForced = false
  const asLearner: Partial<LearnerStore> = {
    syncIntent: (_claims, request) => store.syncIntent(claims, request),
    beginDay: async (_claims, request) => {
      const begun = await store.beginDay(claims, isForced ? { ...request, setup: null } : request)
      if ('answered' in begun && begun.answered.completed_at === null) seen.unchanged += 1
      return begun
    },
    saveDay: (_claims, request) => store.saveDay(claims, request),
    releaseDay: (_claims, day) => store.releaseDay(claims, day),
    completeDay: (_claims, request) => store.completeDay(claims, request),
  }
  const { send } = memoryApp(asLearner)
  return {
    async ask(learner: Learner, route: string, body: unknown, force = false): Promise<unknown> {
      claims = learner.claims
      isForced = force
      return await (await send(route, { body })).json()
    },
  }
}

const DAY = { week: 1, day: 1 }
const stepArbitrary = fc.oneof(
  fc.record({ route: fc.constant('intent.sync'), minutes: fc.constantFrom(30, 60) }),
  fc.record({ route: fc.constant('day.done'), minutes: fc.constant(40) }),
  fc.record({
    route: fc.constant('day.run'),
    body: fc.constantFrom<Json>({}, DAY, { week: 1, day: 2 }, { force_refresh: true }),
  }),
)

test(
  'whatever happened before, a day answered from the first trip is the day that would be built',
  async () => {
    const seen = { unchanged: 0 }
    const intent = { topic: 'Graphs', depth: 'informed', end_goal: 'Find shortest paths', user_tz: 'UTC' }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ step: stepArbitrary, hours: fc.constantFrom(0.001, 1, 30, 100) }), {
          minLength: 3,
          maxLength: 6,
        }),
        (steps) =>
          inRollback(async (db) => {
            const user = await addLearner(db)
            const app = learnerApp(db, seen)
            let now = Date.parse(MORNING)
            const learner = () => at(user, new Date(now).toISOString())
            await app.ask(learner(), 'intent.sync', { ...intent, time_per_day_min: 60 })
            for (const { step, hours } of steps) {
              now += hours * 3_600_000
              if ('body' in step) await app.ask(learner(), step.route, step.body)
              else if (step.route === 'intent.sync') {
                await app.ask(learner(), step.route, { ...intent, time_per_day_min: step.minutes })
              } else {
                const day = await app.ask(learner(), 'day.run', {}) as { session_id: string }
                const report = { session_id: day.session_id, completion_time_min: step.minutes }
                await app.ask(learner(), step.route, report)
              }
              now += 1
              await app.ask(learner(), 'day.run', {})
              const before = seen.unchanged
              now += 1
              const answered = await app.ask(learner(), 'day.run', {})
              if (seen.unchanged > before) {
                expect(answered).toEqual(await app.ask(learner(), 'day.run', {}, true))
              }
            }
          }),
      ),
      { numRuns: 12 },
    )
    expect(seen.unchanged).toBeGreaterThan(12)
  },
  60_000,
)
