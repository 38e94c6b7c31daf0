import { describe, expect, it } from 'vitest'
import type { CompletedDay } from '../../../supabase/functions/_shared/contract/facts.ts'
import { adherenceOf } from '../../../supabase/functions/_shared/domain/planner/adherence.ts'
import { touchedUnits, visitedOn } from '../../../supabase/functions/_shared/domain/planner/doneUnits.ts'
import { dueDateOf, dueReviews } from '../../../supabase/functions/_shared/domain/planner/dueReviews.ts'
import type { MemoryCard } from '../../../supabase/functions/_shared/domain/planner/unitMemory.ts'

type Steps = NonNullable<CompletedDay['steps']>
const card = (last_review: string, due: string): MemoryCard => ({
  ...{ due, last_review, stability: 5, difficulty: 5, reps: 2, lapses: 0, state: 2 },
})
const mastery = { p: 0.5, n: 1 }

describe('a due date', () => {
  it("is the card's own while that is not after the goal", () => {
    expect(dueDateOf(card('2025-01-01', '2025-03-01'), '2025-03-01')).toBe('2025-03-01')
    expect(dueDateOf(card('2025-01-01', '2025-02-01'), '2025-01-10')).toBe('2025-01-31')
  })

  it('waits no longer than the days left to the goal, thirty at least', () => {
    expect(dueDateOf(card('2025-01-01', '2026-01-01'), '2025-03-02')).toBe('2025-03-02')
    expect(dueDateOf(card('2025-01-01', '2026-01-01'), '2025-01-05')).toBe('2025-01-31')
    expect(dueDateOf(card('2025-01-01', '2025-01-20'), '2025-01-05')).toBe('2025-01-20')
  })
})

describe('due reviews', () => {
  it('are those due by today, oldest first, then by id; a unit without a card has none', () => {
    const units = [
      { unit_id: 'c', card: card('2025-01-01', '2025-01-10'), mastery },
      { unit_id: 'a', card: card('2025-01-01', '2025-01-10'), mastery },
      { unit_id: 'new', card: null, mastery },
      { unit_id: 'later', card: card('2025-01-01', '2025-01-11'), mastery },
      { unit_id: 'b', card: card('2025-01-01', '2025-01-05'), mastery },
    ]

    const due = dueReviews(units, '2025-06-01', '2025-01-10')

    expect(due.map(({ unit_id, due_on }) => `${unit_id} ${due_on}`)).toEqual([
      'b 2025-01-05',
      'a 2025-01-10',
      'c 2025-01-10',
    ])
  })
})

describe('a completed day', () => {
  const steps: Steps = [
    { id: 's1', kind: 'retrieve', unit_ids: ['old', 'a'] },
    { id: 's2', kind: 'study', unit_ids: ['a'] },
    { id: 's3', kind: 'example', unit_ids: ['b'] },
    { id: 's4', kind: 'practice', unit_ids: ['c'] },
    { id: 's5', kind: 'build', unit_ids: ['d'] },
    { id: 's6', kind: 'practice', unit_ids: ['e', 'f'] },
  ]
  const unit_ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const listed = (ids: ReadonlySet<string>) => [...ids].sort().join('')

  it('visited its units but those whose work was skipped altogether', () => {
    expect(visitedOn({ unit_ids, steps })).toEqual(unit_ids)
    expect(visitedOn({ unit_ids, steps, skipped_step_ids: ['s2', 's5'] })).toEqual(['b', 'c', 'e', 'f'])
    expect(visitedOn({ unit_ids, steps, skipped_step_ids: ['s3', 's4'] })).toEqual(['a', 'd', 'e', 'f'])
    expect(visitedOn({ unit_ids: ['a', 'named'], steps, skipped_step_ids: ['s2'] })).toEqual(['named'])
    expect(visitedOn({ unit_ids, steps: null, skipped_step_ids: ['s2'] })).toEqual(unit_ids)
  })

  it('worked on a unit alone, used it with others, or recalled it', () => {
    const { main, reviewed, recalled } = touchedUnits({ unit_ids, steps })

    expect([listed(main), listed(reviewed), listed(recalled)]).toEqual(['abc', 'defold', 'aold'])
  })

  it('tells only what it was about where no steps are stored', () => {
    const { main, reviewed, recalled } = touchedUnits({ unit_ids: ['a', 'b'], steps: null })

    expect([listed(main), listed(reviewed), listed(recalled)]).toEqual(['ab', '', 'ab'])
  })

  it('recalled nothing in a step that was skipped', () => {
    const { reviewed, recalled } = touchedUnits({ unit_ids: ['a'], steps, skipped_step_ids: ['s1'] })

    expect([listed(reviewed), listed(recalled)]).toEqual(['', ''])
  })
})

describe('adherence', () => {
  const on = (...dates: string[]) => dates.map((local_date) => ({ local_date }))

  it('counts the scheduled dates since the intent began, that day included, today not', () => {
    expect(adherenceOf(on('2025-01-01', '2025-01-03', '2025-01-04'), '2025-01-01', '2025-01-04', null))
      .toEqual({ planned: 3, done: 2 })
    expect(adherenceOf([], '2025-01-04', '2025-01-04', null)).toEqual({ planned: 0, done: 0 })
  })

  it('looks back ten scheduled dates', () => {
    expect(adherenceOf(on('2025-01-10'), '2024-01-01', '2025-01-21', null)).toEqual({ planned: 10, done: 0 })
    expect(adherenceOf(on('2025-01-11'), '2024-01-01', '2025-01-21', null)).toEqual({ planned: 10, done: 1 })
  })

  it('asks for nothing on other weekdays', () => {
    const mondays = on('2025-01-06', '2025-01-07', '2025-01-13')

    expect(adherenceOf(mondays, '2025-01-01', '2025-01-21', [1])).toEqual({ planned: 3, done: 2 })
  })
})
