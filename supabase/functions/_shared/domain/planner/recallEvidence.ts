import type { CompletedDay } from '../../contract/facts.ts'

export type Recall = { right: number; total: number }

/** What was really recalled on a day: the results by unit win over the count; Hard came back, Again did not. */
export function recallOf(day: Partial<Pick<CompletedDay, 'recall' | 'results'>>): Recall | null {
  const { recall, results } = day
  if (!results || results.length === 0) return recall ?? null
  return { right: results.filter((result) => result.outcome !== 'again').length, total: results.length }
}

/** Share of right recalls, null when nothing was counted. */
export function recallShare(day: { recall: Recall | null }): number | null {
  return day.recall === null ? null : day.recall.right / day.recall.total
}
