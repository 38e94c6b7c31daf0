import { describe, expect, it } from 'vitest'
import type { CompletionFact } from '../../../supabase/functions/_shared/contract/facts.ts'
import { nextDayHint } from '../../../supabase/functions/_shared/domain/hint.ts'
import { hasStruggleWord } from '../../../supabase/functions/_shared/domain/planner/learnerState.ts'
import { SESSION_ID } from './learnerFixture.ts'

function hint(changes: Partial<CompletionFact>): string {
  return nextDayHint({
    session_id: SESSION_ID,
    completion_time_min: 45,
    confidence: 7,
    notes: null,
    completed_at: '2025-01-19T15:30:00.000Z',
    week: 1,
    day: 3,
    planned_min: 60,
    next: { week: 1, day: 4 },
    difficulty: 2,
    previous: [],
    ...changes,
  })
}
const strong = { confidence: 9, minutes: 60, planned_min: 60, difficulty: 2, notes: null }

describe('nextDayHint', () => {
  it("says the README's sentence for the README's day", () => {
    expect(hint({ notes: 'Struggled with backpropagation but got the basic concept' }))
      .toBe('Good time investment! For day 4, focus on reinforcing concepts to build confidence.')
  })

  it('praises 25 of 30 minutes with confidence 8', () => {
    expect(
      hint({ completion_time_min: 25, planned_min: 30, confidence: 8, day: 1, next: { week: 1, day: 2 } }),
    )
      .toBe('Great work! Keep this up in day 2 and the difficulty goes up.')
  })

  it('announces a step up only after two strong days', () => {
    expect(hint({ confidence: 8, previous: [strong] })).toBe('Great work! Increasing difficulty for day 4.')
    expect(hint({ confidence: 8, difficulty: 5, previous: [{ ...strong, difficulty: 5 }] }))
      .toBe('Great work! Day 4 moves on to new material.')
  })

  it('does not praise a strong rating that comes with a word of struggle', () => {
    expect(hint({ confidence: 9, notes: 'confusing' })).toMatch(/^Good time investment!/)
  })

  it('keeps to the time when there was less of it', () => {
    expect(hint({ completion_time_min: 30 }))
      .toBe('You are on track. For day 4, try to use the full 60 minutes.')
    expect(hint({ completion_time_min: 10 }))
      .toBe('Quality over quantity: even 15 focused minutes on day 4 count.')
  })

  it('adds what is worth adding: overtime, a missing rating, the end of a week', () => {
    expect(hint({ completion_time_min: 100, confidence: null, day: 5, next: { week: 2, day: 1 } })).toBe(
      'Good time investment! For week 2, day 1, focus on reinforcing concepts to build confidence. ' +
        'That took 100 of 60 minutes, so week 2, day 1 gets fewer new units. ' +
        'Rate your confidence 1-10 next time so that the plan can adapt. Week 1 complete.',
    )
  })

  it('promises nothing after the last week', () => {
    expect(hint({ confidence: 9, next: null, week: 104, day: 5, previous: [strong] }))
      .toBe('Great work! Week 104 complete.')
  })
})

describe('hasStruggleWord', () => {
  it('knows the words, and "not stuck" is its known false alarm', () => {
    for (const note of ['Struggled a lot', 'I got LOST', 'didn’t get it', 'overwhelming', 'not stuck']) {
      expect(hasStruggleWord(note)).toBe(true)
    }
    for (const note of ['all clear', 'lostcase', '', null, undefined]) {
      expect(hasStruggleWord(note)).toBe(false)
    }
  })
})
