/** What competes: its place in `candidates` breaks ties, so the order of asking decides, not the order of arriving. */
export type Scored = { score: number | null }

/** The best scored candidate; the earlier one of equals; null when none has a score. */
export function pickBest<T extends Scored>(candidates: readonly T[]): (T & { score: number }) | null {
  let best: (T & { score: number }) | null = null
  for (const candidate of candidates) {
    if (candidate.score === null) continue
    if (best === null || candidate.score > best.score) best = { ...candidate, score: candidate.score }
  }
  return best
}

/** What a judge said of two, in both orders: a verdict that turns with the order is a tie. */
export function settleJudgement(
  ab: 'first' | 'second' | 'tie',
  ba: 'first' | 'second' | 'tie',
): 'a' | 'b' | 'tie' {
  if (ab === 'first' && ba === 'second') return 'a'
  if (ab === 'second' && ba === 'first') return 'b'
  return 'tie'
}
