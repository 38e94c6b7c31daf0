import type pg from 'pg'
import { INTENT, type Learner, signUpLearner } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import type { StackInfo } from '../../support/stack.ts'
import { rowOfFailures } from './world.ts'

// Learners who move: weeks of days over the real endpoints under the development clock, the zone changed on the way. The
// oracle keeps dates that Postgres told it and counts the streak by walking over them.

type Stats = { current_streak_days: number }
type Run = { estimated_time: string } | null

const HOUR_MS = 3_600_000
const WEEKDAYS = [null, [1, 2, 3, 4, 5], [1, 3, 5], [6, 7]]

async function dateIn(db: pg.Client, atMs: number, zone: string): Promise<string> {
  const { rows } = await db.query<{ date: string }>(
    `select to_char($1::timestamptz at time zone $2, 'YYYY-MM-DD') as date`,
    [new Date(atMs).toISOString(), zone],
  )
  return rows[0]?.date ?? ''
}

async function nextSevenOClock(
  db: pg.Client,
  atMs: number,
  zone: string,
  weekdays: number[] | null,
  last: string | null,
): Promise<string> {
  const { rows } = await db.query<{ at: string }>(
    `select to_char(run.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from (
       select d.date, (d.date + time '07:00') at time zone $2 as at
       from generate_series(0, 40) as n,
       lateral (select greatest(($1::timestamptz at time zone $2)::date, $4::date + 1) + n as date) as d) as run
     where run.at > $1::timestamptz and ($3::integer[] is null or extract(isodow from run.date)::integer = any ($3))
     order by run.at limit 1`,
    [new Date(atMs).toISOString(), zone, weekdays, last],
  )
  return rows[0]?.at ?? ''
}

const isoWeekday = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7
const dayAfter = (date: string) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10)

/** Whether a scheduled date lies strictly between. */
function isBroken(from: string, to: string, weekdays: number[] | null): boolean {
  for (let date = dayAfter(from); date < to; date = dayAfter(date)) {
    if (weekdays === null || weekdays.includes(isoWeekday(date))) return true
  }
  return false
}

type Travel = { days: number; zones: string[]; random: () => number }

/** One learner's journey; counts what status told otherwise than the oracle. */
async function travel(
  db: pg.Client,
  learner: Learner,
  { days, zones, random }: Travel,
): Promise<{ checks: number; streaks: number; runs: number; moves: number }> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]
  const weekdays = pick(WEEKDAYS) ?? null
  const seen = { checks: 0, streaks: 0, runs: 0, moves: 0 }
  let zone = pick(zones) ?? 'UTC'
  let atMs = Date.UTC(2024, Math.floor(random() * 36), 1 + Math.floor(random() * 28), 12)
  let streak: { days: number; last: string | null } = { days: 0, last: null }
  const call = (route: string, method: string, body?: unknown) =>
    learner.call(route, { method, body, headers: { 'x-wisely-dev-now': new Date(atMs).toISOString() } })
  const settle = () =>
    call('intent.sync', 'POST', {
      ...INTENT,
      user_tz: zone,
      meta: { days_per_week: 7, ...(weekdays ? { study_weekdays: weekdays } : {}) },
    })

  await settle()
  for (let day = 0; day < days; day += 1) {
    // Mostly a day later at another hour, sometimes soon again, sometimes after a gap.
    atMs += Math.floor(
      (random() < 0.15 ? random() * 6 : random() < 0.85 ? 16 + random() * 16 : 72 * random()) * HOUR_MS,
    )
    if (random() < 0.25) {
      zone = pick(zones) ?? zone
      seen.moves += 1
      await settle()
    }
    const { json } = await call('day.run', 'POST', {})
    const done = await call('day.done', 'POST', { session_id: json.session_id, completion_time_min: 20 })
    if (done.status !== 200) throw new Error(`Cannot travel: ${done.status} ${done.text}`)
    const date = await dateIn(db, atMs, zone)
    if (streak.last === null || isBroken(streak.last, date, weekdays)) streak = { days: 1, last: date }
    else if (date > streak.last) streak = { days: streak.days + 1, last: date }

    atMs += Math.floor(random() * 40) * HOUR_MS
    const { json: status } = await call('status', 'GET')
    const today = await dateIn(db, atMs, zone)
    const shown = streak.last !== null && isBroken(streak.last, today, weekdays) ? 0 : streak.days
    const next = await nextSevenOClock(db, atMs, zone, weekdays, streak.last)
    const told = (status.learning_stats as Stats).current_streak_days
    const run = (status.next_scheduled_run as Run)?.estimated_time
    seen.checks += 1
    seen.streaks += Number(told !== shown)
    seen.runs += Number(run !== next)
    if (told !== shown || run !== next) {
      console.error(
        `time: ${zone} ${new Date(atMs).toISOString()} streak ${told}/${shown} next ${run}/${next}`,
      )
    }
  }
  return seen
}

/** Journeys until the time is up, at least six. */
export async function compareTravellers(
  stack: StackInfo,
  db: pg.Client,
  zones: string[],
  random: () => number,
  until: () => boolean,
): Promise<Row[]> {
  const total = { checks: 0, streaks: 0, runs: 0, moves: 0 }
  let learners = 0
  do {
    const seen = await travel(db, await signUpLearner(stack), { days: 12, zones, random })
    learners += 1
    total.checks += seen.checks
    total.streaks += seen.streaks
    total.runs += seen.runs
    total.moves += seen.moves
  } while (learners < 6 || !until())
  return [
    rowOfFailures(
      `streaks of ${learners} learners who moved ${total.moves} times`,
      total.streaks,
      total.checks,
      72,
    ),
    rowOfFailures('their next scheduled runs', total.runs, total.checks, 72),
  ]
}
