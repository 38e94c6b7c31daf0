import { STEP_MIN } from './allocateMinutes.ts'
import { type DraftStep, mostSteps } from './draftStep.ts'
import type { DueReview } from './dueReviews.ts'
import { estimatedRecall } from './memoryModel.ts'
import type { ContentUnit } from './resolveContent.ts'
import type { Situation } from './situation.ts'
import { cutAtWord, quoteNames } from './text.ts'

const MINUTES_PER_REVIEW = 2
const MOST_PER_STEP = 12
/** What the names of one step may take of the 600 characters of its action. */
const NAMES_MAX = 400

export type PlannedReview = DueReview & { unit: ContentUnit }

/** How many reviews a session may hold: 30 percent of its minutes, half of them after a break. */
export function reviewCap(budgetMin: number, reentry: boolean): number {
  return Math.max(1, Math.floor(((reentry ? 0.5 : 0.3) * budgetMin) / MINUTES_PER_REVIEW))
}

/** The due reviews today's content has names for, oldest first: a bare id is never asked for. */
export function namedReviews(
  due: Situation['reviews_due'],
  units: readonly ContentUnit[],
  known: ReadonlySet<string>,
): PlannedReview[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return due.flatMap((review) => {
    const unit = byId.get(review.unit_id)
    return unit && !known.has(unit.id) ? [{ ...review, unit }] : []
  })
}

function reasonOf(oldest: DueReview, localDate: string): string {
  const since = oldest.due_on < localDate ? `due since ${oldest.due_on}` : 'due today'
  if (oldest.card === null) return `the oldest of these is ${since}.`
  const share = Math.round(100 * estimatedRecall(oldest.card, localDate))
  return `the oldest of these is ${since}; by the memory model about ${share} % of it would come back today.`
}

/** The same recall asked from another side each session: a day must not repeat an earlier one word for word. */
const WAYS = [
  (names: string) =>
    `Notes closed. Two minutes each for ${names}: write what it is for and one way it goes wrong. Then open your notes and mark each one right or wrong.`,
  (names: string) =>
    `Notes closed, two minutes each: explain ${names} to a colleague in three written sentences, the last one with an example of your own. Then compare with your notes and mark each one right or wrong.`,
  (names: string) =>
    `From memory, two minutes each: for ${names} write the steps or the rule in order and the case in which you would not use it. Then check line by line and mark each one right or wrong.`,
  (names: string) =>
    `Notes closed. Take ${names} one after the other, two minutes each: write a question that somebody new would ask and your answer to it. Then look it up and mark each one right or wrong.`,
] as const

/** Recall steps that name every unit to be reviewed, at most twelve a step; `turn` is the number of the session. */
export function reviewSteps(reviews: readonly PlannedReview[], localDate: string, turn: number): DraftStep[] {
  const ask = WAYS[turn % WAYS.length] ?? WAYS[0]
  const steps: DraftStep[] = []
  for (let at = 0; at < reviews.length; at += MOST_PER_STEP) {
    const part = reviews.slice(at, at + MOST_PER_STEP)
    const [oldest] = part
    if (!oldest) break
    const nameMax = Math.min(60, Math.floor(NAMES_MAX / part.length) - 4)
    const names = quoteNames(part.map(({ unit }) => cutAtWord(unit.name, nameMax)))
    steps.push({
      kind: 'retrieve',
      rule: 'review',
      weight: MINUTES_PER_REVIEW * part.length,
      action: ask(names),
      done_when: 'each name is marked; report them one by one as results, or right and total as recall',
      reason: reasonOf(oldest, localDate),
      unit_ids: part.map(({ unit }) => unit.id),
      yields: 0,
    })
  }
  return steps
}

/** How many units a session has places for beside its reviews, two steps a unit, one step for a blocker and one for the close. */
export function placesBeside(reviewStepCount: number, budgetMin: number): number {
  return Math.max(1, Math.floor((mostSteps(budgetMin) - reviewStepCount - 2) / 2))
}

/** The same steps, the recall of due units weighing so much that it gets two minutes a unit of the session. */
export function weighReviews(steps: readonly DraftStep[], budgetMin: number): DraftStep[] {
  const isReview = (step: DraftStep) => step.rule === 'review'
  const others = steps.reduce((sum, step) => isReview(step) ? sum : sum + step.weight, 0)
  const wanted = steps.reduce((sum, step) => isReview(step) ? sum + step.weight - STEP_MIN : sum, 0)
  const left = budgetMin - STEP_MIN * steps.length - wanted
  const factor = wanted > 0 && left > 0 ? others / left : 1
  return steps.map((step) => isReview(step) ? { ...step, weight: (step.weight - STEP_MIN) * factor } : step)
}
