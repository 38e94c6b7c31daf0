import type { ActiveIntent, UnitState } from '../../contract/facts.ts'
import { addDays, daysBetween } from '../time/calendar.ts'
import { goalDate } from './goalDate.ts'
import type { PlannerMeta } from './readMeta.ts'
import { type MemoryCard, readMemory } from './unitMemory.ts'

/** A unit whose review is due; `card` is null where only the id is known. */
export type DueReview = { unit_id: string; due_on: string; card: MemoryCard | null }

const SHORTEST_LIMIT_DAYS = 30

/**
 * The date a card is due. No review waits longer than the days left to the goal, 30 at least. The limit is applied
 * here and not in the fold, because the goal may move while the log of completions stays what it is.
 */
export function dueDateOf(card: MemoryCard, goal: string): string {
  const limit = addDays(
    card.last_review,
    Math.max(SHORTEST_LIMIT_DAYS, daysBetween(card.last_review, goal)),
  )
  return card.due < limit ? card.due : limit
}

/** The reviews due on a local date, oldest first, then by id. */
export function dueReviews(
  units: readonly UnitState[],
  intent: ActiveIntent,
  meta: PlannerMeta,
  localDate: string,
): DueReview[] {
  const goal = goalDate(intent, meta)
  const due = units.flatMap((unit): DueReview[] => {
    const { card } = readMemory(unit.memory)
    if (card === null) return []
    const due_on = dueDateOf(card, goal)
    return due_on <= localDate ? [{ unit_id: unit.unit_id, due_on, card }] : []
  })
  return due.sort((a, b) =>
    a.due_on < b.due_on ? -1 : a.due_on > b.due_on ? 1 : a.unit_id < b.unit_id ? -1 : 1
  )
}
