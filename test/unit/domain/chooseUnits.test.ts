import { describe, expect, it } from 'vitest'
import {
  type Choice,
  type ChoiceInput,
  chooseUnits,
  placesFor,
  visitsNeeded,
} from '../../../supabase/functions/_shared/domain/planner/chooseUnits.ts'
import type { ContentUnit } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'

/** Only what the choice reads. */
const unit = (id: string, prereqs: string[] = [], est_min = 60) =>
  ({ id, prereqs, est_min }) as unknown as ContentUnit
const seen = (visits: number, last_local_date: string) => ({
  visits,
  introduced_on: '2025-01-01',
  last_local_date,
})
const COURSE = [unit('a'), unit('b', ['a']), unit('c', ['b']), unit('d')]

const choose = (more: Partial<ChoiceInput> = {}) =>
  chooseUnits({
    units: COURSE,
    known: new Set(),
    visits: new Map(),
    budget_min: 60,
    broughtNew: true,
    fewerNew: false,
    reentry: false,
    returnFirst: null,
    ...more,
  })
const idsOf = ({ continued, fresh, revisited }: Choice) =>
  [continued, fresh, revisited].map((units) => units.map(({ id }) => id).join(' '))

describe('room', () => {
  it('is one unit per 50 minutes, and one in the shortest session', () => {
    expect([20, 99, 100, 149, 150, 180].map(placesFor)).toEqual([1, 1, 2, 2, 3, 3])
  })

  it('for a unit is two or three visits, by its size', () => {
    expect([20, 60, 100, 130, 1_000].map((est_min) => visitsNeeded(unit('a', [], est_min), 60)))
      .toEqual([2, 2, 2, 3, 3])
  })
})

describe('a new unit', () => {
  it('is the first of the course whose prerequisites were met, known or are not part of it', () => {
    expect(idsOf(choose())).toEqual(['', 'a', ''])
    expect(idsOf(choose({ known: new Set(['a']) }))).toEqual(['', 'b', ''])
    expect(idsOf(choose({ units: [unit('b', ['elsewhere'])] }))).toEqual(['', 'b', ''])
    expect(idsOf(choose({ units: [unit('c', ['b', 'a']), unit('b', ['a']), unit('a')] }))).toEqual([
      '',
      'a',
      '',
    ])
  })

  it('may follow one that is opened in the same session', () => {
    expect(idsOf(choose({ budget_min: 150 }))).toEqual(['', 'a b c', ''])
    expect(idsOf(choose({ budget_min: 150, most: 2 }))).toEqual(['', 'a b', ''])
  })

  it('waits for the open one, and comes beside it where there is room', () => {
    const visits = new Map([['a', seen(1, '2025-01-20')]])

    expect(idsOf(choose({ visits }))).toEqual(['a', '', ''])
    expect(idsOf(choose({ visits, budget_min: 100 }))).toEqual(['a', 'b', ''])
  })

  it('is one fewer after a shaky session, and none while reviews fill their share', () => {
    expect(idsOf(choose({ budget_min: 150, fewerNew: true }))).toEqual(['', 'a b', ''])
    expect(idsOf(choose({ budget_min: 150, noNew: true, visits: new Map([['a', seen(1, 'x')]]) })))
      .toEqual(['a', '', ''])
  })

  it('comes all the same when the last session brought none, but not after a long break', () => {
    const visits = new Map([['a', seen(1, '2025-01-20')]])
    const stalled = { visits, broughtNew: false, fewerNew: true }

    expect(choose(stalled)).toMatchObject({ forced: true, fresh: [{ id: 'b' }], continued: [] })
    expect(choose({ ...stalled, reentry: true })).toMatchObject({ forced: false, fresh: [] })
    expect(choose({ visits, broughtNew: false })).toMatchObject({ forced: false, fresh: [{ id: 'b' }] })
  })

  it('cannot be forced when none is left', () => {
    const visits = new Map([['a', seen(1, '2025-01-20')]])

    expect(choose({ units: [unit('a')], visits, broughtNew: false, noNew: true })).toMatchObject({
      forced: false,
      continued: [{ id: 'a' }],
    })
  })
})

describe('an open unit', () => {
  const visits = new Map([
    ['a', seen(1, '2025-01-22')],
    ['b', seen(1, '2025-01-20')],
    ['d', seen(1, '2025-01-21')],
  ])

  it('returns before others when it was seen longest ago', () => {
    expect(idsOf(choose({ visits }))).toEqual(['b', '', ''])
    expect(idsOf(choose({ visits, budget_min: 150, noNew: true }))).toEqual(['b d a', '', ''])
  })

  it('returns first of all when the last session asks for it', () => {
    expect(idsOf(choose({ visits, returnFirst: 'a', budget_min: 100, noNew: true }))).toEqual(['a b', '', ''])
  })

  it('is closed by enough visits, by mastery and by being known', () => {
    const twice = new Map([['a', seen(2, '2025-01-22')], ['d', seen(1, '2025-01-23')]])

    expect(idsOf(choose({ visits: twice }))).toEqual(['d', '', ''])
    expect(idsOf(choose({ visits, mastered: new Set(['b']) }))).toEqual(['d', '', ''])
    expect(idsOf(choose({ visits, known: new Set(['b', 'd']) }))).toEqual(['a', '', ''])
  })
})

describe('when nothing is open and nothing new may come', () => {
  const done = new Map([['a', seen(2, '2025-01-22')], ['b', seen(2, '2025-01-20')]])
  const both = [unit('a'), unit('b')]

  it('finished units are taken up again, the one seen longest ago first', () => {
    expect(idsOf(choose({ units: both, visits: done }))).toEqual(['', '', 'b'])
    expect(idsOf(choose({ units: both, visits: done, budget_min: 100 }))).toEqual(['', '', 'b a'])
  })

  it('a first session opens one even while no new unit is wanted', () => {
    expect(idsOf(choose({ noNew: true }))).toEqual(['', 'a', ''])
  })

  it('who knows everything gets the beginning back', () => {
    expect(idsOf(choose({ known: new Set(['a', 'b', 'c', 'd']), budget_min: 100 }))).toEqual(['', '', 'a b'])
  })
})
