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
}

export type Move = { kind: 'refine' } | { kind: 'stop'; because: Final['stopped_by'] }

/** Whether a score leads another by enough to mean something; the rubric has no finer edge. */
export function isGain(gain: number): boolean {
  // 0.71 - 0.69 is 0.020000000000000018 in binary, and 0.8 - 0.78 a little less than 0.02.
  return gain >= LEAST_GAIN - 1e-9
}

/** Refine once more, or be content: good enough, none left, no time, or the last one did not pay. */
export function decideMove(standing: Standing, settings: EffectiveSettings): Move {
  const { iterations, best, before, has_budget } = standing
  const stop = (because: Final['stopped_by']): Move => ({ kind: 'stop', because })
  if (best >= settings.qualityThreshold) return stop('threshold')
  if (iterations >= settings.maxIterations) return stop('iterations')
  if (!has_budget) return stop('budget')
  if (before !== null && !isGain(best - before)) return stop('no_gain')
  return { kind: 'refine' }
}
