/** Kept back from the deadline for the end itself: the last write, and the day that is claimed for it. */
export const ENDING_MS = 2_000
/** How long the quick outside scorer may take. */
export const QUICK_SCORE_MS = 5_000
/** How long the slow outside scorer may take. */
export const LATER_SCORE_MS = 60_000
/** One question to the model, with all its retries. */
export const MODEL_BUDGET_MS = 60_000
/** Less than this is no round. */
const LEAST_ROUND_MS = 1_000

type Left = { left_ms: number; has_quick_scorer: boolean }

/** What a question to the model may take, so that its answer can still be scored and the run still ends in time. */
export function modelBudgetMs({ left_ms, has_quick_scorer }: Left): number {
  const rest = left_ms - ENDING_MS - (has_quick_scorer ? QUICK_SCORE_MS : 0)
  return Math.max(0, Math.min(MODEL_BUDGET_MS, rest))
}

/** Whether another refinement can be made, scored and written. */
export function hasTimeForRound(left: Left): boolean {
  return modelBudgetMs(left) >= LEAST_ROUND_MS
}

/** What is left for the slow scorer to call back. */
export function laterBudgetMs(leftMs: number): number {
  return Math.max(0, Math.min(LATER_SCORE_MS, leftMs - ENDING_MS))
}
