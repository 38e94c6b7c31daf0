import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INTENT, type Learner, signUpLearner } from '../support/learner.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

let stack: RunningStack
beforeAll(async () => {
  stack = await startStack({ WISELY_DEV_CLOCK: '1' })
})
afterAll(() => stack?.stop())

/** The learner's requests as if it were `at`. */
function at(learner: Learner, instant: string) {
  const headers = { 'x-wisely-dev-now': instant }
  return {
    sync: (body: object = INTENT) => learner.call('intent.sync', { body, headers }),
    status: async () => (await learner.call('status', { method: 'GET', headers })).json,
    async study(): Promise<Record<string, unknown>> {
      const day = await learner.call('day.run', { body: {}, headers })
      const done = await learner.call('day.done', {
        body: { session_id: day.json.session_id, completion_time_min: 50, confidence: 6 },
        headers,
      })
      expect([day.status, done.status]).toEqual([200, 200])
      return day.json
    },
  }
}

describe('days and dates on the development clock', () => {
  it('the streak follows local dates across the New York spring change, and breaks on a missed day', async () => {
    const learner = await signUpLearner(stack.info)
    await at(learner, '2026-03-07T15:00:00Z').sync()
    // 23:30 on 7 March, 23:30 on 8 March (an hour earlier in UTC), 8:00 on 9 March.
    await at(learner, '2026-03-08T04:30:00Z').study()
    await at(learner, '2026-03-09T03:30:00Z').study()
    await at(learner, '2026-03-09T12:00:00Z').study()
    expect((await at(learner, '2026-03-09T20:00:00Z').status()).learning_stats).toMatchObject({
      current_streak_days: 3,
    })
    expect((await at(learner, '2026-03-10T20:00:00Z').status()).learning_stats).toMatchObject({
      current_streak_days: 3,
    })
    expect((await at(learner, '2026-03-11T20:00:00Z').status()).learning_stats).toMatchObject({
      current_streak_days: 0,
    })
  })

  it('the next run is 07:00 local on the next date without a completion, on both sides of a change', async () => {
    const learner = await signUpLearner(stack.info)
    await at(learner, '2026-03-07T12:30:00Z').sync()
    await at(learner, '2026-03-07T13:00:00Z').study()
    expect((await at(learner, '2026-03-07T20:00:00Z').status()).next_scheduled_run).toMatchObject({
      day: 2,
      estimated_time: '2026-03-08T11:00:00.000Z',
    })
    await at(learner, '2026-03-07T21:00:00Z').study()
    expect((await at(learner, '2026-03-07T22:00:00Z').status()).next_scheduled_run).toMatchObject({
      day: 3,
      estimated_time: '2026-03-08T11:00:00.000Z',
    })
  })

  it('a five-day week opened once a day hits the cache in more than half of the signals', async () => {
    const learner = await signUpLearner(stack.info)
    await at(learner, '2026-05-04T08:00:00Z').sync()
    let hits = 0
    const positions: unknown[] = []
    for (const date of ['04', '05', '06', '07', '08']) {
      const day = await at(learner, `2026-05-${date}T12:00:00Z`).study()
      hits += Number(day.cache_hits)
      positions.push([day.week, day.day])
    }
    expect(positions).toEqual([[1, 1], [1, 2], [1, 3], [1, 4], [1, 5]])
    expect(hits).toBe(12)
    expect((await at(learner, '2026-05-09T12:00:00Z').status()).next_scheduled_run).toMatchObject({
      week: 2,
      day: 1,
    })
  })

  it('a gap of four days makes a re-entry day that says so', async () => {
    const learner = await signUpLearner(stack.info)
    await at(learner, '2026-05-04T08:00:00Z').sync()
    await at(learner, '2026-05-04T12:00:00Z').study()
    const day = await at(learner, '2026-05-10T12:00:00Z').study()
    expect(JSON.stringify(day.plan_json)).toContain('"re_entry"')
  })
})
