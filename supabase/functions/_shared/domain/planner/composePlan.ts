import type { Signals } from '../../contract/agentMessages.ts'
import type { ActiveIntent, CompletedDay, Position, UnitState } from '../../contract/facts.ts'
import type { Plan } from '../../contract/plan.ts'
import { arrivalReasons } from './arrivalReasons.ts'
import { adherenceOf } from './adherence.ts'
import { composeDay } from './composeDay.ts'
import { levelAfterHistory, pastDaysOf } from './completedDays.ts'
import { dueReviews } from './dueReviews.ts'
import { beginDate, goalDate } from './goalDate.ts'
import { masteredUnitIds } from './masteredUnits.ts'
import { changesSince } from './planDiff.ts'
import { readMeta } from './readMeta.ts'
import { isReviewLoaded } from './reviewLoad.ts'
import { readMemories } from './unitMemory.ts'
import { arrivalOf } from './situation.ts'

/** Changes whenever equal input may give another plan; part of the day's input hash. */
export const PLANNER_VERSION = '1.2.0'

export type PlanInput = {
  intent: ActiveIntent
  position: Position
  local_date: string
  units: UnitState[]
  /** Oldest first. */
  history: CompletedDay[]
  sessions_completed: number
  signals: Signals
  /** The stored version of the same day, against which changes are reported. */
  previous: { plan_json: Record<string, unknown>; plan_version: number } | null
}

/** The built-in planner: a complete plan with the exact minutes, from facts alone; signals make it richer. */
export function composePlan(input: PlanInput): Plan {
  const meta = readMeta(input.intent.meta)
  const past = pastDaysOf(input.history)
  const level = levelAfterHistory(input.history)
  const begun = beginDate(input.intent, meta)
  const remembered = readMemories(input.units)
  const situation = {
    intent: input.intent,
    meta,
    position: input.position,
    local_date: input.local_date,
    level,
    past,
    visits: new Map(input.units.map((unit) => [unit.unit_id, unit])),
    reviews_due: dueReviews(remembered, goalDate(begun, input.intent, meta), input.local_date),
    mastered: masteredUnitIds(remembered),
    review_load: isReviewLoaded(input.history),
    adherence: adherenceOf(
      input.history,
      begun,
      input.local_date,
      meta.study_weekdays,
    ),
    sessions_completed: input.sessions_completed,
    arrival: arrivalOf(past, input.local_date, meta),
  }
  const levelBefore = input.history.at(-1)?.difficulty ?? null
  const plan = composeDay(situation, input.signals, arrivalReasons(situation, levelBefore))
  const changes = changesSince(input.previous, plan)
  return changes === null ? plan : { ...plan, changes }
}
