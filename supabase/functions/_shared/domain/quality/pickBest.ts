/** What competes: its place in `candidates` breaks ties, so the order of asking decides, not the order of arriving. */
export type Scored = { score: number | null }
export type WithScore<T> = T & { score: number }

/** The best scored candidate; the earlier one of equals; null when none has a score. */
export function pickBest<T extends Scored>(candidates: readonly T[]): WithScore<T> | null {
  let best: WithScore<T> | null = null
  for (const candidate of candidates) {
    if (candidate.score === null) continue
    if (best === null || candidate.score > best.score) best = { ...candidate, score: candidate.score }
  }
  return best
}

/** Best so far after one more: only a better one replaces it. */
export function keepBest<T extends Scored>(best: WithScore<T>, next: T): WithScore<T> {
  return next.score !== null && next.score > best.score ? { ...next, score: next.score } : best
}

/**
 * The winner once a slower check has spoken of it. A word that leaves it where it was, or lifts it, changes nothing; one
 * that takes it below another candidate makes that one the winner: nothing is served that is known to be worse.
 */
export function settleWinner<T extends Scored>(
  best: WithScore<T>,
  rescored: WithScore<T>,
  others: readonly T[],
): WithScore<T> {
  return rescored.score >= best.score ? rescored : pickBest([rescored, ...others]) ?? rescored
}
