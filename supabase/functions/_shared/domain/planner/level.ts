import { type Recall, recallShare } from './recallEvidence.ts'

export const START_LEVEL = 2
export const TOP_LEVEL = 5

/** What one completed day says about the level it was done at. */
export type RatedDay = {
  confidence: number | null
  /** What was really recalled; it overrides the confidence. */
  recall: Recall | null
  minutes: number
  planned_min: number
  difficulty: number
  struggle: boolean
}

/** Time for the plan was found: the same bar as the hint's praise, so that hint and level never disagree. */
export const ENOUGH_TIME = 0.75
const STRONG_CONFIDENCE = 8
const SHAKY_CONFIDENCE = 4
/** Below it a recall is rated Again, from the other on Good. */
const SHAKY_RECALL = 0.5
const STRONG_RECALL = 0.75

/** A day that speaks for a step up: enough of the time, high confidence that recall bears out, no word of struggle. */
export function isStrong(day: RatedDay): boolean {
  const share = recallShare(day)
  return day.confidence !== null && day.confidence >= STRONG_CONFIDENCE &&
    (share === null || share >= STRONG_RECALL) &&
    !day.struggle &&
    day.minutes >= ENOUGH_TIME * day.planned_min
}

/** A day that speaks for a step down: recall where it was counted, whatever the confidence; else low confidence. */
export function isShaky(day: Pick<RatedDay, 'confidence' | 'recall'>): boolean {
  const share = recallShare(day)
  if (share !== null) return share < SHAKY_RECALL
  return day.confidence !== null && day.confidence <= SHAKY_CONFIDENCE
}

/**
 * The level after `last`, given the day before it: down after a shaky day, up after two strong days at one level.
 * It reads only what a completion freezes, so that the hint of that completion can promise it.
 */
export function levelAfter(last: RatedDay, before: RatedDay | null): number {
  const level = Math.min(TOP_LEVEL, Math.max(1, last.difficulty))
  if (isShaky(last)) return Math.max(1, level - 1)
  const isSecond = before !== null && before.difficulty === last.difficulty &&
    isStrong(before)
  return isStrong(last) && isSecond ? Math.min(TOP_LEVEL, level + 1) : level
}

/** The level after a history whose days do not say at which level they were done, oldest first. */
export function levelOfHistory(days: readonly Omit<RatedDay, 'difficulty'>[]): number {
  let level = START_LEVEL
  let before: RatedDay | null = null
  for (const day of days) {
    const rated: RatedDay = { ...day, difficulty: level }
    level = levelAfter(rated, before)
    before = rated
  }
  return level
}
