// day.done in the database: the first completion wins, streak and totals. Accident it prevents: a retried report that
// counts twice, or a streak that depends on where the server stands.
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  at,
  countRows,
  inParallel,
  inRollback,
  withClient,
  withLearner,
} from '../support/sql.ts'
import { createApi, type Json, refusalIn } from './api.ts'

const REPORT = { completion_time_min: 45, confidence: 7, notes: 'Queues helped' }

test('the same report again is answered with the same bytes and counts once', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)
    const first = await api.completeDay(at(learner, '2026-11-02T08:00:00Z'), session_id, REPORT)

    const second = await api.completeDay(at(learner, '2026-11-03T08:00:00Z'), session_id, REPORT)

    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
    expect((await api.status(learner)).stats).toMatchObject({ completed_sessions: 1, total_time_min: 45 })
    expect(
      await countRows(db, `public.events where user_id = $1 and type = 'instructor_plan_completed'`, [
        learner.user_id,
      ]),
    )
      .toBe(1)
  }))

test.each([
  { completion_time_min: 46 },
  { confidence: 8 },
  { notes: null },
  { recall: { right: 1, total: 2 } },
  { results: [{ unit_id: 'bfs', outcome: 'good' }] },
  { skipped_step_ids: ['s1'] },
  { self_assessment: [{ criterion_id: 'c1', score: 3 }] },
])('a report that differs in %o is refused with what is stored', (difference) =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)
    const { completion } = await api.completeDay(learner, session_id, REPORT)

    const refusal = refusalIn(await api.rawCompleteDay(learner, session_id, { ...REPORT, ...difference }))

    expect(refusal).toMatchObject({ code: 'CONFLICT', reason: 'SESSION_ALREADY_COMPLETED' })
    expect(refusal.details).toEqual({
      completion: { ...REPORT, session_id, completed_at: completion.completed_at },
    })
  }))

test('of 20 parallel reports the first wins and nineteen are refused', () =>
  withLearner(async (learner) => {
    const [session_id] = await inParallel(1, async (ask) => {
      await createApi(ask).syncIntent(learner)
      return (await createApi(ask).buildDay(learner)).session_id
    })

    const answers = await inParallel(20, (ask, index) =>
      createApi(ask).rawCompleteDay(learner, session_id ?? '', { completion_time_min: 40 + index }))

    const refusals = answers.filter((answer) =>
      typeof answer === 'object' && answer && 'refused' in answer
    ).map(refusalIn)
    expect(refusals.map(({ reason }) =>
      reason
    )).toEqual(Array(19).fill('SESSION_ALREADY_COMPLETED'))
    await withClient(async (db) => {
      expect((await createApi(askWithin(db)).status(learner)).stats.completed_sessions).toBe(1)
    })
  }))

test('an unknown session is refused', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)

    const answer = await api.rawCompleteDay(learner, '00000000-0000-4000-8000-00000000ffff')

    expect(refusalIn(answer)).toMatchObject({ code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' })
  }))

test('a report without confidence stores none', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)

    const { completion } = await api.completeDay(learner, session_id)

    expect(completion).toMatchObject({ confidence: null, notes: null })
    expect((await api.status(learner)).stats).toMatchObject({ confidence_count: 0, confidence_sum: 0 })
  }))

test('the facts of the hint are frozen: plan, position and the three completions before, newest first', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    for (const [index, minutes] of [31, 32, 33, 34].entries()) {
      await api.finishDay(at(learner, `2026-11-0${index + 2}T08:00:00Z`), {
        completion_time_min: minutes,
        confidence: 5,
      })
    }
    const { session_id } = await api.buildDay(at(learner, '2026-11-06T08:00:00Z'))

    const { completion } = await api.completeDay(at(learner, '2026-11-06T09:00:00Z'), session_id, REPORT)

    expect(completion).toMatchObject({
      ...REPORT,
      week: 1,
      day: 5,
      planned_min: 60,
      difficulty: 2,
      next: { week: 2, day: 1 },
    })
    expect(completion.previous.map(({ minutes }) => minutes)).toEqual([34, 33, 32])
  }))

const STREAKS: { title: string; dates: string[]; meta?: Json; user_tz?: string; days: number }[] = [
  { title: 'one day', dates: ['02'], days: 1 },
  { title: 'three days in a row', dates: ['02', '03', '04'], days: 3 },
  { title: 'two completions on one date', dates: ['02', '02'], days: 1 },
  { title: 'a missed date', dates: ['02', '03', '05'], days: 1 },
  { title: 'a weekend off', dates: ['05', '06', '09'], meta: { study_weekdays: [1, 2, 3, 4, 5] }, days: 3 },
  { title: 'a missed Monday', dates: ['05', '06', '10'], meta: { study_weekdays: [1, 2, 3, 4, 5] }, days: 1 },
  {
    title: 'a study day on a free date',
    dates: ['06', '07', '09'],
    meta: { study_weekdays: [1, 2, 3, 4, 5] },
    days: 3,
  },
  { title: 'Mondays only', dates: ['02', '09', '16'], meta: { study_weekdays: [1] }, days: 3 },
  { title: 'a missed Monday of Mondays only', dates: ['02', '16'], meta: { study_weekdays: [1] }, days: 1 },
  { title: 'two local dates within one UTC date', dates: ['02T14', '02T16'], user_tz: 'Asia/Tokyo', days: 2 },
  {
    title: 'one local date over two UTC dates',
    dates: ['02T23', '03T02'],
    user_tz: 'America/New_York',
    days: 1,
  },
  {
    ...{ title: 'an evening that ends after midnight', dates: ['02T20', '04T02'], days: 2 },
    meta: { day_starts_at_hour: 4 },
  },
]

test.each(STREAKS)(
  'the streak after $title is $days',
  ({ dates, meta = {}, user_tz = 'UTC', days }) =>
    inRollback(async (db) => {
      const { api, learner } = await start(db, { meta, user_tz })

      for (const date of dates) {
        await api.finishDay(at(learner, `2026-11-${date.length === 2 ? `${date}T08` : date}:00:00Z`))
      }

      expect((await api.status(learner)).streak.days).toBe(days)
    }),
)

test('a report from before the last date changes no streak', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    for (const date of ['02', '03']) await api.finishDay(at(learner, `2026-11-${date}T08:00:00Z`))

    await api.finishDay(at(learner, '2026-11-01T08:00:00Z'))

    expect((await api.status(learner)).streak).toEqual({ days: 2, last_date: '2026-11-03' })
  }))

test('a new intent restarts the totals and keeps the streak', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    await api.finishDay(at(learner, '2026-11-02T08:00:00Z'), { confidence: 7 })

    await api.syncIntent(learner, { topic: 'Chess' })

    const { stats, streak } = await api.status(learner)
    expect(Object.values(stats)).toEqual([0, 0, 0, 0, 0])
    expect(streak).toEqual({ days: 1, last_date: '2026-11-02' })
  }))

test('completing a session of an earlier intent adds to the streak and not to the totals', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const { session_id } = await api.buildDay(learner)
    await api.syncIntent(learner, { topic: 'Chess' })

    await api.completeDay(learner, session_id)

    const { stats, streak } = await api.status(learner)
    expect(stats.completed_sessions).toBe(0)
    expect(streak.days).toBe(1)
  }))

test('the totals are those of the sessions', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    await api.finishDay(learner, { completion_time_min: 30, confidence: 6 })
    await api.finishDay(learner, { completion_time_min: 50 })
    await api.buildDay(learner)

    expect((await api.status(learner)).stats).toEqual({
      ...{ total_sessions: 3, completed_sessions: 2, total_time_min: 80 },
      ...{ confidence_sum: 6, confidence_count: 1 },
    })
  }))

async function start(db: Parameters<typeof askWithin>[0], body: Json = {}) {
  const learner = await addLearner(db)
  const api = createApi(askWithin(db))
  await api.syncIntent(learner, body)
  return { api, learner }
}
