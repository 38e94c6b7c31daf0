const KEPT_MS = 3_600_000
const MOST = 200

export type AnswerMemory = {
  /** Null: nothing is kept. */
  recall(key: string): unknown
  keep(key: string, output: unknown): void
}

/**
 * What a model wrote for equal material of one learner within the hour, so that a repeated request (calls are at-least-once) gets equal
 * data under an equal ETag and is paid for once. Per isolate, the oldest goes first.
 */
export function createAnswerMemory(now: () => number): AnswerMemory {
  const kept = new Map<string, { output: unknown; until: number }>()
  return {
    recall(key) {
      const found = kept.get(key)
      return found !== undefined && now() < found.until ? found.output : null
    },
    keep(key, output) {
      kept.delete(key)
      kept.set(key, { output, until: now() + KEPT_MS })
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
    },
  }
}
