import { describe, expect, it } from 'vitest'
import type { CompletedDay } from '../../../supabase/functions/_shared/contract/facts.ts'
import { dueDateOf } from '../../../supabase/functions/_shared/domain/planner/dueReviews.ts'
import { foldCompletions } from '../../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import {
  observe,
  shownMastery,
  START_MASTERY,
} from '../../../supabase/functions/_shared/domain/planner/mastery.ts'
import { masteredUnitIds } from '../../../supabase/functions/_shared/domain/planner/masteredUnits.ts'
import {
  estimatedRecall,
  reviewCard,
} from '../../../supabase/functions/_shared/domain/planner/memoryModel.ts'
import { rateUnits } from '../../../supabase/functions/_shared/domain/planner/rateUnits.ts'
import {
  type MemoryCard,
  type Outcome,
  readMemory,
} from '../../../supabase/functions/_shared/domain/planner/unitMemory.ts'
import { addDays, daysBetween } from '../../../supabase/functions/_shared/domain/time/calendar.ts'
import { makeDone } from './learnerFixture.ts'

const START = '2026-01-05'

/** Intervals when each review happens on its due date. */
function intervals(outcomes: readonly Outcome[]): number[] {
  let card: MemoryCard | null = null
  return outcomes.map((outcome) => {
    const on: string = card?.due ?? START
    card = reviewCard(card, on, outcome)
    return daysBetween(on, card.due)
  })
}

describe('the memory model', () => {
  it('gives the reference intervals of FSRS-6 at a retention of 0.9', () => {
    expect(intervals(['good', 'good', 'good', 'good', 'good'])).toEqual([3, 14, 57, 196, 586])
    expect(intervals(['hard', 'hard', 'hard', 'hard', 'hard'])).toEqual([2, 4, 9, 15, 23])
    expect(intervals(['again', 'good', 'good', 'good'])).toEqual([1, 3, 8, 22])
  })

  it('takes a review 30 days late as strong evidence', () => {
    const card = reviewCard(null, START, 'good')
    const late = addDays(card.due, 30)

    expect(estimatedRecall(card, late)).toBeCloseTo(0.66, 2)
    expect(daysBetween(late, reviewCard(card, late, 'good').due)).toBe(39)
  })

  it('takes a date before the last review as the same day', () => {
    const card = reviewCard(null, START, 'good')

    expect(reviewCard(card, addDays(START, -1), 'good')).toEqual(reviewCard(card, START, 'good'))
  })

  it('lets no review wait longer than the days left to the goal, 30 at least', () => {
    const card = { ...reviewCard(null, START, 'good'), due: addDays(START, 196) }

    expect(dueDateOf(card, addDays(START, 60))).toBe(addDays(START, 60))
    expect(dueDateOf(card, addDays(START, 5))).toBe(addDays(START, 30))
    expect(dueDateOf(card, addDays(START, 400))).toBe(card.due)
  })
})

describe('mastery', () => {
  it('is .98 after three right answers, and shows .5 and .8 at most before', () => {
    const seen = [1, 2, 3].map((count) =>
      Array.from({ length: count }).reduce(
        (mastery: typeof START_MASTERY) => observe(mastery, 'good'),
        START_MASTERY,
      )
    )

    expect(seen.map(shownMastery).map((p) => Number(p.toFixed(2)))).toEqual([0.5, 0.8, 0.98])
    expect(shownMastery(START_MASTERY)).toBe(0)
  })

  it('falls after Again and takes Hard as no observation', () => {
    const once = observe(START_MASTERY, 'good')

    expect(observe(once, 'again').p).toBeLessThan(once.p)
    expect(observe(once, 'hard')).toBe(once)
  })

  it('is reached with .95 and a stability of a week', () => {
    const card = { ...reviewCard(null, START, 'good'), stability: 7 }
    const reached = (stability: number, p: number, n: number) =>
      masteredUnitIds([{ unit_id: 'a', card: { ...card, stability }, mastery: { p, n } }]).has('a')

    expect([reached(7, 0.95, 3), reached(6.9, 0.95, 3), reached(7, 0.94, 3), reached(7, 0.99, 2)])
      .toEqual([true, false, false, false])
  })
})

describe('ratings', () => {
  const steps: CompletedDay['steps'] = [
    { id: 'w1d1s1', kind: 'retrieve', unit_ids: ['old', 'older'] },
    { id: 'w1d1s2', kind: 'practice', unit_ids: ['main'] },
    { id: 'w1d1s3', kind: 'build', unit_ids: ['main', 'used'] },
  ]
  const rated = (changes: Partial<CompletedDay>) =>
    Object.fromEntries(
      rateUnits(makeDone({ unit_ids: ['main', 'used'], steps, ...changes }))
        .map((rating) => [rating.unit_id, `${rating.outcome}${rating.observed ? '!' : ''}`]),
    )

  it.each([
    [3, 'again', 'hard'],
    [5, 'hard', 'hard'],
    [null, 'hard', 'hard'],
    [6, 'good', 'good'],
    [10, 'good', 'good'],
  ])('confidence %s says %s of a main unit and %s of one only recalled', (confidence, main, old) => {
    expect(rated({ confidence })).toEqual({ main, used: old, old, older: old })
  })

  it.each([
    [4, 9, 'again', 'hard!'],
    [7, 9, 'hard', 'hard!'],
    [8, 9, 'good', 'good!'],
    [9, 8, 'easy', 'good!'],
    [9, 7, 'good', 'good!'],
  ])(
    '%i of 10 recalled with confidence %i is %s for the main unit, %s for a recalled one',
    (right, confidence, main, old) => {
      expect(rated({ recall: { right, total: 10 }, confidence })).toMatchObject({ main, old })
    },
  )

  it("lets a unit's own result win over everything", () => {
    const results = [{ unit_id: 'old', outcome: 'again' as const }, {
      unit_id: 'main',
      outcome: 'easy' as const,
    }]

    expect(rated({ results, recall: { right: 4, total: 5 }, confidence: 1 }))
      .toEqual({ old: 'again!', main: 'easy!', older: 'good!', used: 'good' })
  })

  it('leaves out units whose steps were skipped', () => {
    expect(rated({ skipped_step_ids: ['w1d1s1', 'w1d1s3'] })).toEqual({ main: 'good' })
  })
})

describe('foldCompletions', () => {
  it('starts over where stored memory is of another shape', () => {
    const done = makeDone({ unit_ids: ['a'] })
    const [fresh] = foldCompletions([], [done])
    const old = { unit_id: 'a', visits: 1, introduced_on: START, last_local_date: START }

    for (const memory of [{}, { card: { due: 'soon' }, mastery: 3 }, { version: 9 }]) {
      expect(foldCompletions([{ ...old, memory }], [done])[0]?.memory).toEqual(fresh?.memory)
    }
    expect(readMemory({})).toEqual({ card: null, mastery: START_MASTERY })
  })

  it('takes completions by their instant, and one that is told twice once', () => {
    const first = makeDone({ unit_ids: ['a'], confidence: 2, completed_at: '2026-01-05T12:00:00.000Z' })
    const second = makeDone({
      unit_ids: ['a'],
      local_date: '2025-01-24',
      session_id: '33333333-3333-4333-8333-333333333333',
      completed_at: '2026-01-05T12:00:00.500Z',
    })
    const folded = foldCompletions([], [first, second])

    expect(foldCompletions([], [second, first, second])).toEqual(folded)
    expect(folded[0]?.visits).toBe(2)
  })

  it('does not count a unit as met when all its work was skipped, nor a result for a unit never met', () => {
    const day = makeDone({
      unit_ids: ['a', 'b'],
      steps: [{ id: 'w1d1s1', kind: 'study', unit_ids: ['a'] }, {
        id: 'w1d1s2',
        kind: 'study',
        unit_ids: ['b'],
      }],
      skipped_step_ids: ['w1d1s2'],
      results: [{ unit_id: 'stranger', outcome: 'good' }],
    })

    expect(foldCompletions([], [day]).map((unit) => unit.unit_id)).toEqual(['a'])
  })
})
