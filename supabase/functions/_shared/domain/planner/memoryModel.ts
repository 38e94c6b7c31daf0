import { type Card, fsrs, type Grade, Rating, State } from 'ts-fsrs'
import { daysBetween } from '../time/calendar.ts'
import type { MemoryCard, Outcome } from './unitMemory.ts'

// The one file that imports ts-fsrs: it adds four methods to Date.prototype.

/** Longer than any goal is away: the goal's own limit is applied where a due date is read (dueReviews.ts). */
const LONGEST_INTERVAL_DAYS = 36_500

// Short-term steps would make the first Good due in ten minutes; fuzz would make equal input give another plan.
const SCHEDULER = fsrs({
  request_retention: 0.9,
  maximum_interval: LONGEST_INTERVAL_DAYS,
  enable_fuzz: false,
  enable_short_term: false,
})

const GRADES: Record<Outcome, Grade> = {
  again: Rating.Again,
  hard: Rating.Hard,
  good: Rating.Good,
  easy: Rating.Easy,
}

const noonOf = (date: string) => new Date(`${date}T12:00:00Z`)
const dateOf = (instant: Date) => instant.toISOString().slice(0, 10)

function fullCard(card: MemoryCard): Card {
  return {
    ...card,
    due: noonOf(card.due),
    last_review: noonOf(card.last_review),
    state: State.Review,
    elapsed_days: 0,
    scheduled_days: 0,
    learning_steps: 0,
  }
}

function newCard(date: string): Card {
  return {
    due: noonOf(date),
    stability: 0,
    difficulty: 0,
    elapsed_days: 0,
    scheduled_days: 0,
    learning_steps: 0,
    reps: 0,
    lapses: 0,
    state: State.New,
  }
}

/** The card after a review on that local date; null is a unit never reviewed before. */
export function reviewCard(card: MemoryCard | null, date: string, outcome: Outcome): MemoryCard {
  // Dates follow the learner's zone and may step back when they travel; the model knows no negative time.
  const on = card !== null && date < card.last_review ? card.last_review : date
  const { card: next } = SCHEDULER.next(
    card === null ? newCard(on) : fullCard(card),
    noonOf(on),
    GRADES[outcome],
  )
  const { stability, difficulty, reps, lapses, state } = next
  return { due: dateOf(next.due), stability, difficulty, reps, lapses, state, last_review: on }
}

/** Estimated share of a unit that can still be recalled on a local date, 0..1. */
export function estimatedRecall(card: MemoryCard, date: string): number {
  return SCHEDULER.forgetting_curve(Math.max(0, daysBetween(card.last_review, date)), card.stability)
}
