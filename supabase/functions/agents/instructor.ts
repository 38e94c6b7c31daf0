import type { InstructorRequest } from '../_shared/contract/agentMessages.ts'
import type { Plan } from '../_shared/contract/plan.ts'
import { arrivalReasons } from '../_shared/domain/planner/arrivalReasons.ts'
import { composeDay } from '../_shared/domain/planner/composeDay.ts'
import { pastDaysOf } from '../_shared/domain/planner/completedDays.ts'
import { visitsOf } from '../_shared/domain/planner/pastUnits.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { arrivalOf } from '../_shared/domain/planner/situation.ts'

const HISTORY_MAX = 30
const NONE: ReadonlySet<string> = new Set()

/** The day's plan by the built-in planner, from what the request tells. */
export function composeInstructorData(request: InstructorRequest): { plan_json: Plan } {
  const { intent, position, state, signals } = request
  const meta = readMeta(intent.meta)
  const past = pastDaysOf(state.history)
  const byCalendar = (position.week - 1) * meta.days_per_week + position.day - 1
  const situation = {
    intent,
    meta,
    position,
    local_date: position.local_date,
    level: state.difficulty,
    past,
    visits: visitsOf(past),
    // The request names due units in order, not since when.
    reviews_due: state.reviews_due.map((unit_id) => ({ unit_id, due_on: position.local_date, card: null })),
    mastered: NONE,
    // The orchestrator's own plan brakes; what filled earlier sessions is not in the request.
    review_load: false,
    adherence: state.adherence,
    // A full history says only that there were at least so many.
    sessions_completed: past.length < HISTORY_MAX ? past.length : Math.max(past.length, byCalendar),
    arrival: arrivalOf(past, position.local_date, meta),
  }
  return { plan_json: composeDay(situation, signals, arrivalReasons(situation, null)) }
}
