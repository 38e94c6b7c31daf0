import { z } from 'zod'
import type { Outcome } from './unitMemory.ts'

export const masteryStateSchema = z.object({ p: z.number().min(0).max(1), n: z.int().min(0) })
/** Probability that a unit is mastered and the number of observations behind it. */
export type Mastery = z.infer<typeof masteryStateSchema>

const INIT = 0.2
const LEARN = 0.2
const SLIP = 0.1
const GUESS = 0.2
/** Most that may be shown after so many observations: one lucky answer is no mastery. */
const SHOWN_AT_MOST = [0, 0.5, 0.8] as const

export const START_MASTERY: Mastery = { p: INIT, n: 0 }

/** Bayesian knowledge tracing (unfitted parameters); Hard says neither right nor wrong, so it is no observation. */
export function observe(mastery: Mastery, outcome: Outcome): Mastery {
  if (outcome === 'hard') return mastery
  const { p, n } = mastery
  const seen = outcome === 'again'
    ? p * SLIP / (p * SLIP + (1 - p) * (1 - GUESS))
    : p * (1 - SLIP) / (p * (1 - SLIP) + (1 - p) * GUESS)
  // Six digits survive every store unchanged, so folding in two parts gives the bytes of folding in one.
  return { p: Number((seen + (1 - seen) * LEARN).toFixed(6)), n: n + 1 }
}

/** What may be claimed of it. */
export function shownMastery({ p, n }: Mastery): number {
  return Math.min(p, SHOWN_AT_MOST[n] ?? 1)
}
