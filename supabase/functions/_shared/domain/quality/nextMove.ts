import type { EffectiveSettings, Final } from '../../contract/session.ts'
import { LEAST_GAIN } from './presets.ts'

/** Where a session stands after a round: the best score so far, and before this round. */
export type Standing = {
  /** Refinements made. */
  iterations: number
  /** 0..1 */
  best: number
  /** Null in the first round. */
  before: number | null
  /** Whether time is left for another round. */
  has_budget: boolean
  /** Issues that a refinement could work on. */
  open_issues: number
}

export type Move = { kind: 'refine' } | { kind: 'stop'; because: Final['stopped_by'] }

/** Refine once more, or be content: only named issues are refined, and only while it pays. */
export function decideMove(standing: Standing, settings: EffectiveSettings): Move {
  const stop = (because: Final['stopped_by']): Move => ({ kind: 'stop', because })
  if (standing.best >= settings.qualityThreshold) return stop('threshold')
  if (standing.iterations >= settings.maxIterations) return stop('iterations')
  if (!standing.has_budget) return stop('budget')
  const gained = standing.before === null ? LEAST_GAIN : standing.best - standing.before
  // 0.71 - 0.69 is 0.020000000000000018 in binary, and 0.8 - 0.78 a little less than 0.02.
  if (gained < LEAST_GAIN - 1e-9 || standing.open_issues === 0) return stop('no_gain')
  return { kind: 'refine' }
}
