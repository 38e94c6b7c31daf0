/** Least minutes of a step. */
export const STEP_MIN = 2
/** Above this a weight is no minutes any more, and sums of such weights would overflow. */
const MOST_WEIGHT = 1_000_000

/**
 * Splits `total` minutes by weight, exactly: each part gets 2, the rest goes by the largest remainder, ties to the
 * earlier part. Needs `total >= 2 * weights.length` and at least one part.
 */
export function allocateMinutes(total: number, weights: readonly number[]): number[] {
  const usable = weights.map((weight) => weight > 0 ? Math.min(weight, MOST_WEIGHT) : 0)
  const sum = usable.reduce((a, b) => a + b, 0)
  const rest = total - STEP_MIN * weights.length
  const shares = usable.map((weight) => sum > 0 ? (rest * weight) / sum : rest / weights.length)
  const minutes = shares.map((share) => STEP_MIN + Math.floor(share))

  const left = total - minutes.reduce((a, b) => a + b, 0)
  const order = shares.map((share, index) => ({
    index,
    part: share - Math.floor(share),
  }))
    .sort((a, b) => b.part - a.part || a.index - b.index)
  for (const { index } of order.slice(0, left)) {
    minutes[index] = (minutes[index] ?? 0) + 1
  }
  return minutes
}
