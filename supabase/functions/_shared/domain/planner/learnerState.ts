import type { AgentRequest } from '../../contract/agentMessages.ts'
import type { DayFact, UnitState } from '../../contract/facts.ts'
import { daysBetween } from '../time/calendar.ts'
import { adherenceOf } from './adherence.ts'
import { levelAfterHistory, pastDaysOf } from './completedDays.ts'
import { dueReviews } from './dueReviews.ts'
import { foldCompletions } from './foldCompletions.ts'
import { beginDate, goalDate } from './goalDate.ts'
import { listMastery } from './masteredUnits.ts'
import { readMeta } from './readMeta.ts'
import { readMemories } from './unitMemory.ts'

export { hasStruggleWord } from './struggle.ts'

/** Bound of reviews_due in the contract. */
const MOST_REVIEWS = 50

/** What agents learn of the learner's state: level, due reviews, mastery, history without notes, adherence. */
export function learnerState(
  day: DayFact,
  units: readonly UnitState[] = foldCompletions(day.units, day.unfolded),
): AgentRequest['state'] {
  const meta = readMeta(day.intent.meta)
  const last = day.history.at(-1)
  const begun = beginDate(day.intent, meta)
  const remembered = readMemories(units)
  const due = dueReviews(remembered, goalDate(begun, day.intent, meta), day.local_date)
  return {
    difficulty: levelAfterHistory(day.history),
    reviews_due: due.slice(0, MOST_REVIEWS).map((review) => review.unit_id),
    mastery: listMastery(remembered),
    history: pastDaysOf(day.history),
    adherence: {
      ...adherenceOf(day.history, begun, day.local_date, meta.study_weekdays),
      gap_days: last ? Math.max(0, daysBetween(last.local_date, day.local_date)) : 0,
    },
  }
}
