export const START_LEVEL = 2
export const TOP_LEVEL = 5

/** What one completed day says about the level it was done at. */
export type RatedDay = {
  confidence: number | null
  minutes: number
  planned_min: number
  difficulty: number
  struggle: boolean
}

/** Time for the plan was found: the same bar as the hint's praise, so that hint and level never disagree. */
export const ENOUGH_TIME = 0.75
const STRONG_CONFIDENCE = 8
const SHAKY_CONFIDENCE = 4

/** A day that speaks for a step up: enough of the time, high confidence, no word of struggle. */
export function isStrong(day: RatedDay): boolean {
  return day.confidence !== null && day.confidence >= STRONG_CONFIDENCE &&
    !day.struggle &&
    day.minutes >= ENOUGH_TIME * day.planned_min
}

/** A confidence that speaks for a step down. */
export function isShaky(confidence: number | null): boolean {
  return confidence !== null && confidence <= SHAKY_CONFIDENCE
}

/**
 * The level after `last`, given the day before it: down after a shaky day, up after two strong days at one level.
 * It reads only what a completion freezes, so that the hint of that completion can promise it.
 */
export function levelAfter(last: RatedDay, before: RatedDay | null): number {
  const level = Math.min(TOP_LEVEL, Math.max(1, last.difficulty))
  if (isShaky(last.confidence)) return Math.max(1, level - 1)
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
