import type { Done } from '../../contract/agentMessages.ts'
import type { Position } from '../../contract/facts.ts'
import type { Depth } from '../../contract/primitives.ts'
import { addDays, daysBetween, isScheduled } from '../time/calendar.ts'
import type { DueReview } from './dueReviews.ts'
import { isShaky } from './level.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { Recall } from './recallEvidence.ts'

/** What the planner needs of an intent; stored intents and agent requests both have it. */
export type PlannerIntent = {
  topic: string
  depth: Depth
  end_goal: string
  time_per_day_min: number
  track_label?: string | null
  meta: Record<string, unknown>
}

/** A completed day as the planner sees it; notes are already reduced to `struggle`. */
export type PastDay = Omit<Done, 'notes' | 'confidence' | 'recall'> & {
  confidence: number | null
  recall: Recall | null
}

export type Visit = {
  visits: number
  introduced_on: string
  last_local_date: string
}
export type Visits = ReadonlyMap<string, Visit>

/** How the learner arrives today, from the last completed day and the calendar. */
export type Arrival = {
  gap_days: number
  reentry: boolean
  shaky: boolean
  overtime: boolean
  unfinished: boolean
  struggled: boolean
}

export const REENTRY_GAP_DAYS = 4

function missedScheduledDate(after: string, before: string, meta: PlannerMeta): boolean {
  // Seven dates contain every weekday, so looking further changes nothing.
  for (
    let date = addDays(after, 1), left = 7;
    date < before && left > 0;
    date = addDays(date, 1), left--
  ) {
    if (isScheduled(date, meta.study_weekdays)) return true
  }
  return false
}

export function arrivalOf(past: readonly PastDay[], today: string, meta: PlannerMeta): Arrival {
  const last = past.at(-1)
  if (!last) {
    return {
      gap_days: 0,
      reentry: false,
      shaky: false,
      overtime: false,
      unfinished: false,
      struggled: false,
    }
  }
  const gap_days = Math.max(0, daysBetween(last.local_date, today))
  return {
    gap_days,
    reentry: gap_days >= REENTRY_GAP_DAYS &&
      missedScheduledDate(last.local_date, today, meta),
    shaky: isShaky(last),
    overtime: last.minutes > 1.5 * last.planned_min,
    unfinished: last.minutes < 0.5 * last.planned_min,
    struggled: last.struggle,
  }
}

/** One planning situation: everything the day's plan is a function of. */
export type Situation = {
  intent: PlannerIntent
  meta: PlannerMeta
  position: Position
  local_date: string
  level: number
  past: readonly PastDay[]
  visits: Visits
  /** Oldest first. */
  reviews_due: readonly DueReview[]
  /** Units known well enough to come back as reviews only. */
  mastered: ReadonlySet<string>
  /** Reviews filled their share in each of the last three sessions. */
  review_load: boolean
  /** Of the last ten scheduled dates before today. */
  adherence: { planned: number; done: number }
  sessions_completed: number
  arrival: Arrival
}
