// Answers that are kept for a learner. Accident it prevents: an answer served to somebody else, to another question, or
// to the same question when the learner's day is no longer the same.
import { expect, test } from 'vitest'
import { addLearner, askWithin, at, countRows, inRollback, type Learner, readRow } from '../support/sql.ts'
import { ANSWER, createAnswerApi, QUESTION_KEY } from './answerApi.ts'
import { createApi } from './api.ts'

const MORNING = '2026-11-21T09:00:00.000Z'
const limit = (policy: string, capacity: number) => ({ policy, capacity, per_s: 1_000_000 })

/** A learner in the morning, with the answers and the days of this transaction. */
const inMorning = (
  work: (
    tools: { learner: Learner; days: ReturnType<typeof createApi> } & ReturnType<typeof createAnswerApi>,
    db: Parameters<Parameters<typeof inRollback>[0]>[0],
  ) => Promise<void>,
) =>
  inRollback(async (db) => {
    const learner = at(await addLearner(db), MORNING)
    await work({ learner, days: createApi(askWithin(db)), ...createAnswerApi(db) }, db)
  })

test('0-12 a kept answer lives 86,400 s by the database, to the millisecond', () =>
  inMorning(async ({ learner, find, keep }, db) => {
    const kept = await keep(learner)

    const { seconds } = await readRow<{ seconds: string }>(
      db,
      `select extract(epoch from expires_at - created_at)::text as seconds from wisely.cache_entries
       where user_id = $1`,
      [learner.user_id],
    )
    expect(Number(seconds)).toBe(86_400)
    expect(kept).toEqual({ created_at: MORNING, expires_at: '2026-11-22T09:00:00.000Z' })
    expect(await find(at(learner, '2026-11-22T08:59:59.999Z'))).toMatchObject({
      hit: { answer: ANSWER, created_at: MORNING, age_s: 86_399 },
    })
    expect(await find(at(learner, '2026-11-22T09:00:00.000Z'))).toMatchObject({ miss: { key: QUESTION_KEY } })
  }))

test('0-13 another learner finds nothing under the same key, and keeping there changes nothing here', () =>
  inMorning(async ({ learner, find, keep }, db) => {
    const other = at(await addLearner(db), MORNING)
    await keep(learner)

    expect(await find(other)).toMatchObject({ miss: { day: null } })
    await keep(other, QUESTION_KEY, 60, { ...ANSWER, text: 'Something else.' })
    expect(await find(learner)).toMatchObject({ hit: { answer: { text: ANSWER.text } } })
  }))

test('an answer comes back with its keys in the order in which they were written', () =>
  inMorning(async ({ learner, find, keep }) => {
    const data = { zebra: 1, ant: [{ y: 1, b: 2 }] }
    await keep(learner, QUESTION_KEY, 60, { ...ANSWER, data })

    const found = await find(learner)

    expect(JSON.stringify('hit' in found && found.hit.answer.data)).toBe(JSON.stringify(data))
  }))

test('the newest answer to a question is the one that is kept', () =>
  inMorning(async ({ learner, find, keep }, db) => {
    await keep(learner)
    await keep(learner, QUESTION_KEY, 60, { ...ANSWER, text: 'Newer.' })

    expect(await find(learner)).toMatchObject({ hit: { answer: { text: 'Newer.' } } })
    expect(await countRows(db, 'wisely.cache_entries')).toBe(1)
  }))

test.each([
  ['0: never', 0, false],
  ['younger than the answer', 599, false],
  ['older than the answer', 601, true],
  ['none asked', null, true],
])(
  'a kept answer of ten minutes and an oldest age %s',
  (_name, max_age_s, isHit) =>
    inMorning(async ({ learner, find, keep }) => {
      await keep(learner)

      expect('hit' in await find(at(learner, '2026-11-21T09:10:00.000Z'), { max_age_s })).toBe(isHit)
    }),
)

test('a miss costs a token, a hit none, and who has none left is refused', () =>
  inMorning(async ({ learner, find, keep }) => {
    const limits = [limit('writes', 10), limit('questions', 1)]

    expect(await find(learner, { limits })).toMatchObject({
      rates: [{ policy: 'writes', remaining: 9 }, { policy: 'questions', remaining: 0 }],
    })
    await keep(learner)
    expect(await find(learner, { limits })).toMatchObject({ hit: {} })
    expect(await find(learner, { limits, max_age_s: 0 })).toMatchObject({ refused: { code: 'RATE_LIMITED' } })
  }))

test('questions and days have buckets of their own', () =>
  inMorning(async ({ learner, days, find }) => {
    await days.syncIntent(learner)
    await find(learner, { limits: [limit('questions', 1)] })

    const begun = await days.beginDay(learner, {}, { limits: [limit('day_runs', 1)] })

    expect(begun).toMatchObject({ day: { position: { week: 1, day: 1 } } })
  }))

test('without an intent an agent cannot be asked about a day, and a model can', () =>
  inMorning(async ({ learner, find }) => {
    expect(await find(learner, { with_day: true })).toMatchObject({
      refused: { code: 'CONFLICT', reason: 'NO_ACTIVE_INTENT' },
    })
    expect(await find(learner)).toMatchObject({ miss: { day: null } })
  }))

test('a miss tells the day as day.run would, and claims nothing', () =>
  inMorning(async ({ learner, days, find }, db) => {
    await days.syncIntent(learner)
    await days.finishDay(learner)

    const found = await find(learner, { with_day: true })
    expect(await countRows(db, 'wisely.day_claims where lease_until > clock_timestamp()')).toBe(0)
    const { fence: _, ...day } = await days.claimDay(learner)

    expect('miss' in found && found.miss.day).toEqual({ ...day, fence: 0 })
  }))

test("the key changes with whatever of the learner's day changes the answer", () =>
  inMorning(async ({ learner, days, find, keyOf }) => {
    await days.syncIntent(learner)
    const first = await keyOf(learner)
    const keys = [
      first,
      await keyOf(at(learner, '2026-11-22T09:00:00.000Z')),
      await keyOf(learner, { key: 'd'.repeat(64) }),
    ]
    await days.syncIntent(learner, { end_goal: 'Another goal' })
    keys.push(await keyOf(learner))
    await days.finishDay(learner)
    keys.push(await keyOf(learner))
    await days.syncIntent(learner, { topic: 'Something else' })
    keys.push(await keyOf(learner))

    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true)
    expect(await keyOf(learner)).toBe(keys.at(-1))
    expect(await find(learner, { with_day: true })).toMatchObject({ miss: { key: keys.at(-1) } })
  }))

test('an answer about a day is found only while the day is the same', () =>
  inMorning(async ({ learner, days, find, keyOf, keep }) => {
    await days.syncIntent(learner)
    await keep(learner, await keyOf(learner))

    expect(await find(learner, { with_day: true })).toMatchObject({ hit: { answer: ANSWER } })
    await days.finishDay(learner)
    expect(await find(learner, { with_day: true })).toMatchObject({ miss: { day: { position: { day: 2 } } } })
  }))

test('a user who does not exist finds nothing and keeps nothing', () =>
  inMorning(async ({ learner, find, keep }, db) => {
    await db.query('delete from auth.users where id = $1', [learner.user_id])

    expect(await find(learner)).toMatchObject({ refused: { reason: 'USER_NOT_FOUND' } })
    expect(await keep(learner)).toMatchObject({ refused: { reason: 'USER_NOT_FOUND' } })
  }))

test('pruning deletes what has expired and nothing else', () =>
  inMorning(async ({ learner, keep }, db) => {
    await keep(learner)
    await keep(learner, 'd'.repeat(64), 60)
    await db.query(`select set_config('wisely.now', '2026-11-21T09:01:00Z', true)`)
    await db.query('set local role postgres')
    const { rows } = await db.query<{ n: number }>(
      `select (wisely.prune() ->> 'cache_entries')::integer as n`,
    )
    await db.query('reset role')

    expect(rows).toEqual([{ n: 1 }])
    expect(await countRows(db, `wisely.cache_entries where key = '${QUESTION_KEY}'`)).toBe(1)
  }))
