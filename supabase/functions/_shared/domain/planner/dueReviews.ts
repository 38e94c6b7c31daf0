import { addDays, daysBetween } from '../time/calendar.ts'
import type { MemoryCard, RememberedUnit } from './unitMemory.ts'

/** A unit whose review is due; `card` is null where only the id is known. */
export type DueReview = { unit_id: string; due_on: string; card: MemoryCard | null }

const SHORTEST_LIMIT_DAYS = 30

/**
 * The date a card is due. No review waits longer than the days left to the goal, 30 at least. The limit is applied
 * here and not in the fold, because the goal may move while the log of completions stays what it is.
 */
export function dueDateOf(card: MemoryCard, goal: string): string {
  if (card.due <= goal) return card.due
  const limit = Math.max(SHORTEST_LIMIT_DAYS, daysBetween(card.last_review, goal))
  const latest = addDays(card.last_review, limit)
  return card.due < latest ? card.due : latest
}

/** The reviews due on a local date, oldest first, then by id. */
export function dueReviews(units: readonly RememberedUnit[], goal: string, localDate: string): DueReview[] {
  const due = units.flatMap(({ unit_id, card }): DueReview[] => {
    if (card === null) return []
    const due_on = dueDateOf(card, goal)
    return due_on <= localDate ? [{ unit_id, due_on, card }] : []
  })
  return due.sort((a, b) =>
    a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : a.unit_id < b.unit_id ? -1 : 1
  )
}
