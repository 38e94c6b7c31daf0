import type pg from 'pg'
import { isTimeZoneName } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { estimatedRun } from '../../../supabase/functions/_shared/domain/time/nextRun.ts'
import { localDate } from '../../../supabase/functions/_shared/domain/time/zone.ts'
import type { Row } from '../../support/scoreboard.ts'

// Every zone that both the runtime and the database know, at every change of its clock, against the database.

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAY_START = 4

/** Names of both worlds that a learner may choose, aliases included. */
async function listZones(db: pg.Client): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select name from pg_timezone_names where name !~ '^(posix|right)/' and name <> 'posixrules' order by name`,
  )
  return rows.map(({ name }) => name).filter(isTimeZoneName)
}

function createFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
}

/** Milliseconds of the wall clock ahead of UTC, as the runtime's zone data has it. */
function offsetOf(format: Intl.DateTimeFormat, atMs: number): number {
  const found: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(atMs)) found[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}

/** Instants at which the zone's clock changes, by bisection between days whose offsets differ. */
function findChanges(zone: string, fromMs: number, toMs: number): number[] {
  const format = createFormat(zone)
  const changes: number[] = []
  // Clocks change twice within a month at the most (Ramadan); five days are fine enough.
  const STEP_MS = 5 * DAY_MS
  let before = offsetOf(format, fromMs)
  for (let atMs = fromMs + STEP_MS; atMs <= toMs; atMs += STEP_MS) {
    const offset = offsetOf(format, atMs)
    if (offset !== before) {
      let [low, high] = [atMs - STEP_MS, atMs]
      while (high - low > 1000) {
        const middle = Math.floor((low + high) / 2000) * 1000
        if (offsetOf(format, middle) === before) low = middle
        else high = middle
      }
      changes.push(high)
    }
    before = offset
  }
  return changes
}

/** Around each change, at the edges of its local days, and at a few quiet moments of the seed. */
function chooseInstants(zone: string, fromMs: number, toMs: number, random: () => number): number[] {
  const near = [-DAY_MS, -HOUR_MS, -1_800_000, -1000, 0, 1000, 1_800_000, HOUR_MS, 3 * HOUR_MS, DAY_MS]
  const quiet = Array.from({ length: 12 }, () => Math.floor(fromMs + random() * (toMs - fromMs)))
  return [...findChanges(zone, fromMs, toMs).flatMap((at) => near.map((each) => at + each)), ...quiet]
}

const ORACLE = `
  select to_char(t.at at time zone $1, 'YYYY-MM-DD') as plain,
    extract(epoch from (t.at at time zone $1) - (t.at at time zone 'UTC'))::integer as offset_s,
    to_char((t.at at time zone $1) - make_interval(hours => ${DAY_START}), 'YYYY-MM-DD') as late,
    wisely.local_date(t.at, $1, ${DAY_START})::text as product,
    (select to_char(run.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from (
       select ((t.at at time zone $1)::date + day + time '07:00') at time zone $1 as at
       from generate_series(-1, 3) as day) as run
     where run.at > t.at order by run.at limit 1) as next
  from unnest($2::timestamptz[]) with ordinality as t (at, position) order by t.position`

type Told = { plain: string; offset_s: number; late: string; product: string; next: string }

/** Whether runtime and database know different rules for this moment or for the morning after it. */
function hasOtherRules(format: Intl.DateTimeFormat, at: number, told: Told): boolean {
  const next = Date.parse(told.next)
  const isSeven = new Date(next + offsetOf(format, next)).getUTCHours() === 7
  return offsetOf(format, at) !== told.offset_s * 1000 || !isSeven
}

/** How often the code and the database disagree, per question. */
export async function compareZones(
  db: pg.Client,
  random: () => number,
  years: { from: number; to: number },
  until: () => boolean,
): Promise<{ rows: Row[]; zones: string[] }> {
  const zones = await listZones(db)
  const [fromMs, toMs] = [Date.UTC(years.from, 0, 1), Date.UTC(years.to, 0, 1)]
  const seen = { instants: 0, dates: 0, runs: 0, sql: 0, changes: 0 }
  const wrong = new Map<string, string>()
  // Two releases of the zone data: where the rules themselves differ, no code can agree with both.
  const skewed = new Set<string>()
  do {
    for (const zone of zones) {
      const format = createFormat(zone)
      const instants = chooseInstants(zone, fromMs, toMs, random)
      const { rows } = await db.query<Told>(ORACLE, [zone, instants.map((at) => new Date(at).toISOString())])
      for (const [index, at] of instants.entries()) {
        const told = rows[index]
        if (told === undefined || hasOtherRules(format, at, told)) {
          skewed.add(zone)
          continue
        }
        const next = estimatedRun({
          nowMs: at,
          timeZone: zone,
          studyWeekdays: null,
          dayStartsAtHour: 0,
          lastCompletedDate: null,
        })
        const isDate = localDate(at, zone) === told.plain && localDate(at, zone, DAY_START) === told.late
        seen.instants += 1
        seen.dates += Number(!isDate)
        seen.runs += Number(next !== told.next)
        seen.sql += Number(told.product !== told.late)
        if (!isDate || next !== told.next) {
          wrong.set(zone, `${new Date(at).toISOString()} ${next} ${told.next}`)
        }
      }
      seen.changes += instants.length - 12
    }
  } while (!until())
  if (wrong.size > 0) {
    console.error(`time: ${[...wrong].slice(0, 8).map((pair) => pair.join(' ')).join('; ')}`)
  }
  const row = (name: string, bad: number): Row => ({
    name,
    figure: `${bad} of ${seen.instants} in ${zones.length} zones`,
    target: `0, >= 400 zones, >= 4 years`,
    met: bad === 0 && zones.length >= 400 && years.to - years.from >= 4 && seen.changes > 1000,
  })
  return {
    zones,
    rows: [
      row(`local dates unlike Postgres, ${years.from} to ${years.to}`, seen.dates),
      row('next 07:00 unlike Postgres', seen.runs),
      {
        name: 'zones whose rules runtime and database know differently',
        figure: skewed.size === 0 ? '0' : `${skewed.size}: ${[...skewed].sort().join(', ')}`,
        target: '<= 5, a matter of releases',
        met: skewed.size <= 5,
      },
      row('the database function unlike "at time zone"', seen.sql),
    ],
  }
}
