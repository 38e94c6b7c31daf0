import type { Report } from '../../unit/domain/learnerFixture.ts'

export const HISTORIES = ['steady', 'shaky', 'gaps'] as const
export type HistoryName = (typeof HISTORIES)[number]

/** Numbers from 0 up to 1 that depend on the seed alone. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How a learner of that kind reports `days` sessions; five a week with a weekend between. */
export function reportsOf(history: HistoryName, days: number, seed: number): Report[] {
  const random = seededRandom(seed)
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  return Array.from({ length: days }, (_, index): Report => {
    const weekend = index % 5 === 4 ? 3 : 1
    switch (history) {
      case 'steady':
        return { confidence: between(6, 9), minutesShare: 0.9 + 0.2 * random(), gapDays: weekend }
      case 'shaky':
        return {
          confidence: random() < 0.2 ? null : between(2, 7),
          minutesShare: 0.3 + 1.4 * random(),
          gapDays: weekend,
          notes: random() < 0.3 ? 'stuck on the second half' : '',
        }
      case 'gaps':
        return { confidence: between(4, 9), minutesShare: 0.6 + 0.5 * random(), gapDays: between(1, 9) }
      default:
        return history satisfies never
    }
  })
}
