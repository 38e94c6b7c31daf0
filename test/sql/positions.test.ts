// Which day is next. Accident it prevents: a learner who is sent past the end, or back to a day that is done.
import { expect, test } from 'vitest'
import { addLearner, askWithin, inRollback } from '../support/sql.ts'
import { createApi, type Json, refusalIn } from './api.ts'

test('the first day is week 1 day 1', async () => {
  expect(await findNext([])).toEqual({ week: 1, day: 1 })
})

test('an uncompleted day stays the next one', async () => {
  expect(await findNext([{ week: 2, day: 3, isDone: false }])).toEqual({ week: 2, day: 3 })
})

test('after a completed day comes the day after', async () => {
  expect(await findNext([{ week: 1, day: 1, isDone: true }])).toEqual({ week: 1, day: 2 })
})

test('a week has five days where nothing else is said', async () => {
  expect(await findNext([{ week: 1, day: 5, isDone: true }])).toEqual({ week: 2, day: 1 })
})

test.each([[3, 3, { week: 2, day: 1 }], [7, 5, { week: 1, day: 6 }], [7, 7, { week: 2, day: 1 }], [1, 1, {
  week: 2,
  day: 1,
}]])(
  'with %i days per week day %i is followed by %o',
  async (days_per_week, day, expected) => {
    expect(await findNext([{ week: 1, day, isDone: true }], { days_per_week })).toEqual(expected)
  },
)

test('a day beyond a week that became shorter is followed by the next week', async () => {
  expect(await findNext([{ week: 3, day: 7, isDone: true }], { days_per_week: 5 })).toEqual({
    week: 4,
    day: 1,
  })
})

test('after the last day of week 104 nothing follows', async () => {
  expect(await findNext([{ week: 104, day: 5, isDone: true }])).toBeNull()
})

test('the fourth day of week 104 is followed by the fifth', async () => {
  expect(await findNext([{ week: 104, day: 4, isDone: true }])).toEqual({ week: 104, day: 5 })
})

test('running a day after the end is refused as PROGRAM_FINISHED', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    await api.finishDay(learner, {}, { week: 104, day: 5 })

    expect(refusalIn(await api.rawBeginDay(learner))).toMatchObject({
      code: 'CONFLICT',
      reason: 'PROGRAM_FINISHED',
    })
  }))

test('begin_day claims the day that status announces', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    await api.finishDay(learner)
    const { next } = await api.status(learner)

    expect((await api.claimDay(learner)).position).toEqual(next)
  }))

/** Builds and completes the days one after the other; answers what status calls next. */
function findNext(days: { week: number; day: number; isDone: boolean }[], meta: Json = {}) {
  return inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, { meta })
    for (const { isDone, ...place } of days) {
      if (isDone) await api.finishDay(learner, {}, place)
      else await api.buildDay(learner, place)
    }
    return (await api.status(learner)).next
  })
}
