// day.run in the database: claim, lease, fence, stored answer. Accident it prevents: two isolates that build one day
// twice, or a stopped one that writes over its successor.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addLearner, askWithin, at, countRows, inParallel, inRollback, withLearner } from '../support/sql.ts'
import { COUNTERS, createApi, PLAN, refusalIn } from './api.ts'
import { SIGNAL, UNIT } from './fullLearner.ts'

test('without an active intent the day is refused', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    const answer = await createApi(askWithin(db)).rawBeginDay(learner)

    expect(refusalIn(answer)).toMatchObject({ code: 'CONFLICT', reason: 'NO_ACTIVE_INTENT' })
  }))

test('of two calls for one day the second waits for the lease of the first', () =>
  inRollback(async (db) => {
    const { api, learner, intent_id } = await start(db)
    await api.claimDay(learner, {}, { lease_s: 20 })

    const second = await api.beginDay(learner)

    expect(second).toMatchObject({ waiting: { intent_id, week: 1, day: 1 } })
    const left = 'waiting' in second ? second.waiting.lease_left_ms : 0
    expect(left > 0 && left <= 20_000).toBe(true)
  }))

test('of 10 parallel calls for one day one claims it and nine wait', () =>
  withLearner(async (learner) => {
    await inParallel(1, (ask) => createApi(ask).syncIntent(learner))

    const begun = await inParallel(10, (ask) => createApi(ask).beginDay(learner))

    expect(begun.filter((answer) => 'day' in answer).length).toBe(1)
    expect(begun.filter((answer) => 'waiting' in answer).length).toBe(9)
  }))

test('an expired lease is taken over with a higher fence', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const first = await api.claimDay(learner, {}, { lease_s: 0 })

    const second = await api.claimDay(learner)

    expect(second.fence).toBe(first.fence + 1)
  }))

test('the same call repeated after a lost reply gets its own claim back', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const holder = randomUUID()
    await api.claimDay(learner, {}, { holder })

    expect(await api.beginDay(learner, {}, { holder })).toHaveProperty('day')
  }))

test('a released day is free at once', () =>
  inRollback(async (db) => {
    const { api, learner, intent_id } = await start(db)
    const { position, fence } = await api.claimDay(learner)

    await api.call('release_day', learner, { intent_id, ...position, fence })

    expect(await api.beginDay(learner)).toHaveProperty('day')
  }))

test('a release with an old fence leaves the new holder alone', () =>
  inRollback(async (db) => {
    const { api, learner, intent_id } = await start(db)
    const { position, fence } = await api.claimDay(learner, {}, { lease_s: 0 })
    await api.claimDay(learner)

    await api.call('release_day', learner, { intent_id, ...position, fence })

    expect(await api.beginDay(learner)).toHaveProperty('waiting')
  }))

test('the fence refuses the save of a holder whose lease was taken over', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const stale = await api.claimDay(learner, {}, { lease_s: 0 })
    await api.claimDay(learner)

    const saved = await api.saveDay(learner, stale, { signals: [SIGNAL] })

    expect(saved).toEqual({ fenced_out: { session: null } })
    expect(await countRows(db, 'public.agent_signals_cache where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('a save repeated after a lost reply answers the stored session and stores nothing', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const claim = await api.claimDay(learner)
    const first = await api.saveDay(learner, claim)

    const second = await api.saveDay(learner, claim, { plan: { ...PLAN, plan_title: 'Twice' } })

    expect(second).toEqual({ fenced_out: first })
    expect(await countRows(db, 'public.instructor_sessions where user_id = $1', [learner.user_id])).toBe(1)
  }))

test('building a day again keeps its session and raises the plan version', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const first = await api.buildDay(learner)

    const second = await api.buildDay(learner, {}, { plan: { ...PLAN, plan_md: '# Again' } })

    expect(second).toMatchObject({
      session_id: first.session_id,
      plan_version: first.plan_version + 1,
      plan_md: '# Again',
    })
  }))

test('a save without a plan keeps the stored plan and moves the counters', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const first = await api.buildDay(learner)

    const second = await api.buildDay(learner, {}, {
      plan: null,
      counters: { ...COUNTERS, cache_hits: 4, cache_misses: 0 },
    })

    expect(second).toEqual({ ...first, cache_hits: 4, cache_misses: 0 })
  }))

test('a completed day is answered as it is stored', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const session_id = await api.finishDay(learner)

    const begun = await api.beginDay(learner, { week: 1, day: 1 })

    expect(begun).toMatchObject({ answered: { session_id, plan_version: 1 } })
  }))

test('a day that is completed while it is built is not rewritten', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)
    const claim = await api.claimDay(learner)
    await api.completeDay(learner, session_id)

    const saved = await api.saveDay(learner, claim, { plan: { ...PLAN, plan_title: 'Too late' } })

    expect(saved).toMatchObject({ fenced_out: { session: { session_id, plan_version: 1 } } })
  }))

test('a waiting call that settles is answered with what the holder stored', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)

    expect(await api.beginDay(learner, {}, { settle: true })).toMatchObject({ answered: { session_id } })
  }))

test('read_day shows the session and whether somebody holds the day', () =>
  inRollback(async (db) => {
    const { api, learner, intent_id } = await start(db)
    const place = { intent_id, week: 1, day: 1 }
    await api.claimDay(learner)
    const held = await api.call('read_day', learner, place)
    const { session_id } = await api.buildDay(learner, { week: 1, day: 2 })

    const stored = await api.call('read_day', learner, { ...place, day: 2 })

    expect(held).toMatchObject({ session: null, lease_left_ms: expect.any(Number) })
    expect(held).not.toMatchObject({ lease_left_ms: 0 })
    expect(stored).toMatchObject({ session: { session_id }, lease_left_ms: 0 })
  }))

test('reading a day takes no token and leaves no row', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    await createApi(askWithin(db)).call('read_day', learner, { intent_id: randomUUID(), week: 1, day: 1 })

    expect(await countRows(db, 'wisely.learner_state where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('completions wait to be folded until a save names them', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const session_id = await api.finishDay(learner)
    const claim = await api.claimDay(learner)

    await api.saveDay(learner, claim, { units: [UNIT], folded: [session_id] })

    expect(claim.unfolded.map((day) => day.session_id)).toEqual([session_id])
    const next = await api.claimDay(learner)
    expect(next.unfolded).toEqual([])
    expect(next.units).toEqual([UNIT])
    expect(next.history.map((day) => day.session_id)).toEqual([session_id])
  }))

test('the local date follows the zone and the hour at which the day starts', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db, { user_tz: 'Asia/Tokyo', meta: { day_starts_at_hour: 4 } })

    const late = await api.claimDay(at(learner, '2026-11-02T18:59:00Z'), { week: 1, day: 1 })
    const early = await api.claimDay(at(learner, '2026-11-02T19:00:00Z'), { week: 1, day: 2 })

    expect([late.local_date, early.local_date]).toEqual(['2026-11-02', '2026-11-03'])
  }))

async function start(db: Parameters<typeof askWithin>[0], body: Record<string, unknown> = {}) {
  const learner = await addLearner(db)
  const api = createApi(askWithin(db))
  const { intent } = await api.syncIntent(learner, body)
  return { api, learner, intent_id: intent.intent_id }
}

test('a day is told the step texts of the last five plans before it, newest first, and nobody else reads them', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    for (const [week, day] of [[1, 1], [1, 2], [1, 3], [1, 4], [1, 5], [2, 1], [3, 1]]) {
      const plan_json = { ...PLAN.plan_json, steps: [{ action: `Read ${week}.${day}` }, { action: 'Draw' }] }
      await api.buildDay(learner, { week, day }, { plan: { ...PLAN, plan_json } })
    }
    const stranger = await addLearner(db)
    await api.syncIntent(stranger)

    const { recent_plans } = await api.claimDay(learner, { week: 2, day: 2 })

    expect(recent_plans).toEqual(['2.1', '1.5', '1.4', '1.3', '1.2'].map((at) => [`Read ${at}`, 'Draw']))
    expect((await api.claimDay(stranger)).recent_plans).toEqual([])
  }))
