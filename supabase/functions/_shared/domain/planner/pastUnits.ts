import type { PastDay, Situation, Visit, Visits } from './situation.ts'
import { isMilestoneDay, weeksTotal } from './weeks.ts'

/** Counts one more day's units: visits, first and last date. Order of first appearance is kept. */
export function addVisits(visits: Visits, day: Pick<PastDay, 'local_date' | 'unit_ids'>): Map<string, Visit> {
  const next = new Map(visits)
  for (const id of new Set(day.unit_ids)) {
    const before = next.get(id)
    const { local_date } = day
    next.set(
      id,
      before
        ? {
          visits: before.visits + 1,
          introduced_on: local_date < before.introduced_on ? local_date : before.introduced_on,
          last_local_date: local_date > before.last_local_date ? local_date : before.last_local_date,
        }
        : { visits: 1, introduced_on: local_date, last_local_date: local_date },
    )
  }
  return next
}

/** Visits as far as a list of days tells, oldest first. */
export function visitsOf(past: readonly PastDay[]): Map<string, Visit> {
  return past.reduce((visits, day) => addVisits(visits, day), new Map<string, Visit>())
}

/** Whether the last session that was not a milestone opened a unit; true when there was none yet. */
export function introducedLast(
  { past, visits, meta, intent }: Pick<
    Situation,
    'past' | 'visits' | 'meta' | 'intent'
  >,
): boolean {
  const weeks = weeksTotal(intent, meta)
  const index = past.findLastIndex((day) => !isMilestoneDay(day, meta, weeks))
  const last = past[index]
  if (!last) return true
  const earlier = new Set(past.slice(0, index).flatMap((day) => day.unit_ids))
  // The history holds 30 days; a unit opened before them has an earlier date of its own.
  return last.unit_ids.some((id) =>
    !earlier.has(id) &&
    (visits.get(id)?.introduced_on ?? last.local_date) >= last.local_date
  )
}
