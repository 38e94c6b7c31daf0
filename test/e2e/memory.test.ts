import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Plan, planSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { addDays } from '../../supabase/functions/_shared/domain/time/calendar.ts'
import { INTENT, type Learner, signUpLearner } from '../support/learner.ts'
import { type RunningStack, runStackCommand, startStack } from '../support/stack.ts'

let stack: RunningStack
let db: pg.Client
beforeAll(async () => {
  stack = await startStack({ WISELY_DEV_CLOCK: '1' })
  db = new pg.Client(stack.info.ADMIN_DB_URL)
  await db.connect()
})
afterAll(async () => {
  await db?.end()
  await stack?.stop()
})

type Report = { confidence: number; recall?: { right: number; total: number } }

async function sync(learner: Learner, instant: string, changes: object = {}) {
  const headers = { 'x-wisely-dev-now': instant }
  const reply = await learner.call('intent.sync', { body: { ...INTENT, ...changes }, headers })
  expect(reply.status).toBe(200)
}

/** Opens the day at that instant, looks at it, reports it. */
async function study(
  learner: Learner,
  instant: string,
  report: Report,
  look: (plan: Plan) => Promise<void> = () => Promise.resolve(),
): Promise<Plan> {
  const headers = { 'x-wisely-dev-now': instant }
  const run = await learner.call('day.run', { body: {}, headers })
  const plan = planSchema.parse(run.json.plan_json)
  await look(plan)
  const body = { session_id: run.json.session_id, completion_time_min: 55, ...report }
  const done = await learner.call('day.done', { body, headers })
  expect([run.status, done.status]).toEqual([200, 200])
  return plan
}

async function streakAt(learner: Learner, instant: string) {
  const { json } = await learner.call('status', { method: 'GET', headers: { 'x-wisely-dev-now': instant } })
  return (json.learning_stats as { current_streak_days: number }).current_streak_days
}

/** Due by the stored cards: what day.run folded is written with its plan. */
async function storedDue(learner: Learner, localDate: string): Promise<string[]> {
  const { rows } = await db.query<{ unit_id: string }>(
    `select unit_id from public.learning_units where user_id = $1 and memory -> 'card' ->> 'due' <= $2
     order by memory -> 'card' ->> 'due', unit_id collate "C"`,
    [learner.user_id, localDate],
  )
  return rows.map((row) => row.unit_id)
}

const rebuild = (args: string[] = []) => runStackCommand('dev/rebuildMemory.ts', args, stack.env)

describe('twelve weeks of machine learning in New York', () => {
  const CONFIDENCES = [7, 8, 5, 9, 3, 7, 6]

  it(
    'plans each review on the day it is due, takes a missed week in its stride, and is the fold of its log',
    async () => {
      const learner = await signUpLearner(stack.info)
      await sync(learner, '2026-02-02T13:00:00Z', {
        depth: 'expert',
        meta: { study_weekdays: [1, 2, 3, 4, 5] },
      })
      const plans: Plan[] = []
      for (let week = 0; week < 12; week++) {
        // The sixth calendar week is missed; it ends with the night clocks go forward.
        if (week === 5) continue
        for (let day = 0; day < 5; day++) {
          const date = addDays('2026-02-02', 7 * week + day)
          const n = plans.length
          const report = {
            confidence: CONFIDENCES[n % 7] ?? 7,
            ...(n % 3 === 0 ? { recall: { right: n % 2 === 0 ? 5 : 3, total: 6 } } : {}),
          }
          plans.push(
            await study(learner, `${date}T16:00:00Z`, report, async (plan) => {
              const due = await storedDue(learner, date)
              const cap = plan.adaptation.some((entry) => entry.rule === 're_entry') ? 15 : 9

              expect([date, plan.reviews_due]).toEqual([date, due])
              expect(plan.reviews_included).toEqual(due.slice(0, cap))
              const recalled = plan.steps.filter((step) => step.why.startsWith('Due review: '))
              expect(recalled.flatMap((step) => step.unit_ids)).toEqual(plan.reviews_included)
              expect(recalled.every((step) => step.kind === 'retrieve')).toBe(true)
            }),
          )
        }
      }

      expect(plans).toHaveLength(55)
      expect(plans.filter((plan) => plan.reviews_due.length > 0).length).toBeGreaterThan(15)
      const reentries = plans.flatMap((plan, index) =>
        plan.adaptation.some((entry) => entry.rule === 're_entry') ? [index] : []
      )
      expect(reentries).toEqual([25])
      expect(plans[25]?.reviews_included.length).toBeGreaterThan(0)
      expect(await streakAt(learner, '2026-04-24T20:00:00Z')).toBe(30)

      const { stdout } = await rebuild()
      expect(stdout).toMatch(/^0 rows changed in 0 of \d+ intents$/m)
    },
    240_000,
  )
})

describe('streaks across clock changes', () => {
  // Minutes before and after midnight, where a date taken in UTC or with yesterday's offset is wrong.
  it.each([
    ['America/New_York', '2026-03-07T17:00:00Z', [
      '2026-03-08T04:50:00Z',
      '2026-03-09T03:50:00Z',
      '2026-03-09T04:10:00Z',
    ], '2026-03-09T20:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-03T01:00:00Z', [
      '2026-04-03T12:50:00Z',
      '2026-04-04T12:50:00Z',
      '2026-04-05T13:20:00Z',
      '2026-04-05T13:40:00Z',
    ], '2026-04-06T02:00:00Z'],
    ['Asia/Kolkata', '2026-04-03T10:00:00Z', [
      '2026-04-03T18:20:00Z',
      '2026-04-03T18:40:00Z',
      '2026-04-04T23:30:00Z',
    ], '2026-04-05T10:00:00Z'],
  ])('%s counts local dates', async (user_tz, begin, sessions, asked) => {
    const learner = await signUpLearner(stack.info)
    await sync(learner, begin, { user_tz })
    for (const instant of sessions) await study(learner, instant, { confidence: 7 })

    expect(await streakAt(learner, asked)).toBe(sessions.length)
  })
})

describe('the hint of day.done', () => {
  it('weighs recall as the level does', async () => {
    const learner = await signUpLearner(stack.info)
    await sync(learner, '2026-05-04T12:00:00Z')
    await study(learner, '2026-05-04T16:00:00Z', { confidence: 9 })
    const headers = { 'x-wisely-dev-now': '2026-05-05T16:00:00Z' }
    const run = await learner.call('day.run', { body: {}, headers })
    const report = {
      session_id: run.json.session_id,
      completion_time_min: 55,
      confidence: 9,
      recall: { right: 1, total: 5 },
    }
    const tell = async () =>
      String((await learner.call('day.done', { body: report, headers })).json.next_day_hint)

    expect([await tell(), await tell()]).toEqual(
      Array(2).fill('Good time investment! For day 3, focus on reinforcing concepts to build confidence.'),
    )
    const next = await study(learner, '2026-05-06T16:00:00Z', { confidence: 7 })
    expect([run.json.plan_json, next].map((plan) => planSchema.parse(plan).difficulty)).toEqual([2, 1])
  })
})

describe('memory:rebuild', () => {
  it('puts right what the log does not say, once, and leaves the last unfolded day to day.run', async () => {
    const learner = await signUpLearner(stack.info)
    await sync(learner, '2026-05-04T12:00:00Z')
    for (const date of ['2026-05-04', '2026-05-05', '2026-05-06']) {
      await study(learner, `${date}T16:00:00Z`, { confidence: 7 })
    }
    await db.query(`update public.learning_units set memory = '{"card": "old"}' where user_id = $1`, [
      learner.user_id,
    ])

    const first = await rebuild(['--user', learner.user_id])
    const second = await rebuild(['--user', learner.user_id])

    expect([first.code, first.stdout.trim()]).toEqual([0, '1 rows changed in 1 of 1 intents'])
    expect(second.stdout.trim()).toBe('0 rows changed in 0 of 1 intents')
    await study(learner, '2026-05-07T16:00:00Z', { confidence: 7 })
    const third = await rebuild(['--user', learner.user_id])
    expect(third.stdout.trim()).toBe('0 rows changed in 0 of 1 intents')
  })

  it('refuses a role that row security would show nothing', async () => {
    const { code, stderr } = await runStackCommand('dev/rebuildMemory.ts', [], {
      ...stack.env,
      WISELY_DB_URL: stack.info.API_DB_URL,
    })

    expect(code).toBe(1)
    expect(stderr).toContain('operator role')
  })
})
