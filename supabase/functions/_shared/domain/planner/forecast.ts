import type { Position } from '../../contract/facts.ts'
import { placesFor, visitsNeeded } from './chooseUnits.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { ContentUnit } from './resolveContent.ts'
import type { PastDay, PlannerIntent, Visits } from './situation.ts'
import { weeksTotal } from './weeks.ts'

const SESSIONS = 10
const LAST_WEEK = 104

/** The week in which all units are done at the present pace, and by how many weeks that exceeds the course. */
export type Forecast = { finish_week: number; slip_weeks: number }

export type ForecastInput = {
  units: readonly ContentUnit[]
  known: ReadonlySet<string>
  intent: PlannerIntent
  meta: PlannerMeta
  position: Position
  visits: Visits
  mastered: ReadonlySet<string>
  past: readonly PastDay[]
}

/** Visits of a session that counts as kept: one a place, none on the milestone day that ends a week. */
function plannedPace(budgetMin: number, daysPerWeek: number): number {
  return placesFor(budgetMin) * (daysPerWeek > 2 ? (daysPerWeek - 1) / daysPerWeek : 1)
}

/**
 * Reads visits, not dates: the plan moves by session. Missing sessions of the last ten count as kept, so that a forecast
 * made on day 1 is the plan's own and one slow day does not double it.
 */
export function forecastOf(input: ForecastInput, budgetMin = input.intent.time_per_day_min): Forecast | null {
  const { units, known, meta, position, visits, mastered } = input
  const recent = input.past.slice(-SESSIONS)
  const recentVisits = new Map<string, number>()
  for (const id of recent.flatMap((day) => day.unit_ids)) {
    recentVisits.set(id, (recentVisits.get(id) ?? 0) + 1)
  }

  let left = 0
  let made = 0
  for (const unit of units) {
    if (known.has(unit.id)) continue
    const needed = visitsNeeded(unit, budgetMin)
    const now = Math.min(needed, visits.get(unit.id)?.visits ?? 0)
    const before = Math.min(needed, (visits.get(unit.id)?.visits ?? 0) - (recentVisits.get(unit.id) ?? 0))
    made += now - Math.max(0, before)
    if (!mastered.has(unit.id)) left += needed - now
  }
  if (left === 0) return null

  const planned = plannedPace(budgetMin, meta.days_per_week)
  const isOther = budgetMin !== input.intent.time_per_day_min
  const pace = isOther ? planned : (made + planned * (SESSIONS - recent.length)) / SESSIONS
  const sessionsBefore = (position.week - 1) * meta.days_per_week +
    Math.min(position.day, meta.days_per_week) - 1
  // A pace of nothing never ends; the last week there is says so.
  const sessions = pace > 0 ? sessionsBefore + Math.ceil(left / pace) : LAST_WEEK * meta.days_per_week
  const finish_week = Math.min(LAST_WEEK, Math.max(1, Math.ceil(sessions / meta.days_per_week)))
  return { finish_week, slip_weeks: Math.max(0, finish_week - weeksTotal(input.intent, meta)) }
}
