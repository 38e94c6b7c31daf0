import type { Random } from './options.ts'

const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 30_000]

/** Milliseconds before the next try of something a subscription never gives up; `triesMade` counts from 1. */
export function repeatWait(triesMade: number, random: Random): number {
  const wait = WAITS_MS[Math.min(triesMade, WAITS_MS.length) - 1] ?? 0
  // Up to half more, so that the listeners of a restarted server do not all come back at once.
  return Math.round(wait * (1 + random() / 2))
}
