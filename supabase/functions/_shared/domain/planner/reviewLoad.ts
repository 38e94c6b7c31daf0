import type { CompletedDay } from '../../contract/facts.ts'
import { reviewCap } from './reviewSteps.ts'

const SESSIONS = 3

/** Whether reviews filled their share in each of the last three sessions: then no further units are opened for now. */
export function isReviewLoaded(history: readonly CompletedDay[]): boolean {
  const last = history.slice(-SESSIONS)
  return last.length === SESSIONS &&
    last.every((day) => day.reviews != null && day.reviews.included >= reviewCap(day.planned_min, false))
}
