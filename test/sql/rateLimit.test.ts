// The token bucket of every write. Accident it prevents: a limiter that parallel calls slip through, or that a refusal
// refunds (then guessing ids costs nothing).
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  countRows,
  inParallel,
  inRollback,
  readRow,
  withLearner,
} from '../support/sql.ts'
import { createApi, refusalIn } from './api.ts'

/** So slow to refill that no test sees a new token. */
const limit = (policy: string, capacity: number) => ({ policy, capacity, per_s: 1_000_000 })
const UNKNOWN = '00000000-0000-4000-8000-00000000ffff'

test('of 40 parallel calls on a bucket of 10 exactly 10 pass', () =>
  withLearner(async (learner) => {
    const answers = await inParallel(40, (ask) =>
      createApi(ask).rawSyncIntent(learner, {}, { limits: [limit('writes', 10)] }))

    const refused = answers.filter((answer) =>
      typeof answer === 'object' && answer && 'refused' in answer
    ).map(refusalIn)
    expect(refused.map(({ reason }) =>
      reason
    )).toEqual(Array(30).fill('RATE_LIMITED'))
  }))

test('an answer counts down what is left', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const left: unknown[] = []

    for (let n = 0; n < 3; n++) {
      left.push((await api.syncIntent(learner, {}, { limits: [limit('writes', 3)] })).rates)
    }

    expect(left).toMatchObject(
      [2, 1, 0].map((remaining) => [{ policy: 'writes', limit: 3, remaining, retry_after_s: 0 }]),
    )
  }))

test('a refusal says when the next token comes', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [{ policy: 'writes', capacity: 1, per_s: 60 }]
    await api.syncIntent(learner, {}, { limits })

    const { rates } = refusalIn(await api.rawSyncIntent(learner, {}, { limits }))

    expect(rates).toMatchObject([{ remaining: 0 }])
    expect(rates[0]?.retry_after_s).toBeGreaterThan(50)
    expect(rates[0]?.retry_after_s).toBeLessThanOrEqual(60)
  }))

test('a call that is refused for another reason keeps its token', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [limit('writes', 2)]

    const reasons: string[] = []
    for (let n = 0; n < 3; n++) {
      reasons.push(refusalIn(await api.rawCompleteDay(learner, UNKNOWN, {}, { limits })).reason)
    }

    expect(reasons).toEqual(['SESSION_NOT_FOUND', 'SESSION_NOT_FOUND', 'RATE_LIMITED'])
  }))

test('a limited call writes nothing but its bucket', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.rawCompleteDay(learner, UNKNOWN, {}, { limits: [limit('writes', 1)] })

    await api.rawSyncIntent(learner, {}, { limits: [limit('writes', 1)] })

    expect(await countRows(db, 'public.learning_intents where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('an empty bucket takes no token from another', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [limit('writes', 5), limit('day_runs', 1)]
    await api.rawSyncIntent(learner, {}, { limits })

    const { rates } = refusalIn(await api.rawSyncIntent(learner, {}, { limits }))

    expect(rates.map(({ remaining }) => remaining)).toEqual([4, 0])
  }))

test('tokens come back with the time of the database', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [{ policy: 'writes', capacity: 4, per_s: 60 }]
    for (let n = 0; n < 4; n++) await api.syncIntent(learner, {}, { limits })
    await db.query(
      `update wisely.rate_limits set refilled_at = refilled_at - interval '31 seconds' where user_id = $1`,
      [learner.user_id],
    )

    const { rates } = await api.syncIntent(learner, {}, { limits })

    expect(rates).toMatchObject([{ remaining: 1 }])
  }))

test('a bucket never holds more than its capacity', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [{ policy: 'writes', capacity: 4, per_s: 60 }]
    await api.syncIntent(learner, {}, { limits })
    await db.query(
      `update wisely.rate_limits set refilled_at = refilled_at - interval '1 day' where user_id = $1`,
      [learner.user_id],
    )

    expect((await api.syncIntent(learner, {}, { limits })).rates).toMatchObject([{ remaining: 3 }])
  }))

test('a clock that went back takes no tokens away', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [limit('writes', 4)]
    await api.syncIntent(learner, {}, { limits })
    await db.query(
      `update wisely.rate_limits set refilled_at = refilled_at + interval '1 hour' where user_id = $1`,
      [learner.user_id],
    )

    expect((await api.syncIntent(learner, {}, { limits })).rates).toMatchObject([{ remaining: 2 }])
  }))

test('without limits no bucket is kept', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    expect((await createApi(askWithin(db)).syncIntent(learner)).rates).toEqual([])
    expect(await countRows(db, 'wisely.rate_limits where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('every learner has an own bucket', () =>
  inRollback(async (db) => {
    const [ada, ben] = [await addLearner(db), await addLearner(db)]
    const api = createApi(askWithin(db))
    await api.syncIntent(ada, {}, { limits: [limit('writes', 1)] })

    await api.syncIntent(ben, {}, { limits: [limit('writes', 1)] })

    const { n } = await readRow<{ n: number }>(
      db,
      `select count(*)::integer as n from wisely.rate_limits
      where user_id in ($1, $2) and tokens = 0`,
      [ada.user_id, ben.user_id],
    )
    expect(n).toBe(2)
  }))
