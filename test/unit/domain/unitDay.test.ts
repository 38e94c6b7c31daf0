import { describe, expect, it } from 'vitest'
import type { Situation } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { type Day, draft, lookAt, past, QUIET, SECOND, unit, UNITS, visit } from './unitDayFixture.ts'

describe('the work', () => {
  it('of a unit is another at each visit', () => {
    const after = (visits: number, more: Day = {}) =>
      lookAt({
        units: UNITS.slice(0, 1),
        past: [past(['a'])],
        visits: new Map([['a', visit(visits)]]),
        ...more,
      })

    expect(after(1)).toContain('second_visit a')
    expect(after(2)).toContain('revisit a')
    expect(after(2, { units: [{ ...unit('a'), est_min: 200 }] })).toContain('transfer a')
  })

  it('shows an example when the last session was shaky, and none at level 3 otherwise', () => {
    const rules = (arrival: Situation['arrival'], level = 3) =>
      draft({ arrival, level }).steps.map(({ rule }) => rule)

    expect(rules(QUIET)).not.toContain('worked_example')
    expect(rules(QUIET, 2)).toContain('worked_example')
    expect(rules({ ...QUIET, shaky: true })).toContain('worked_example')
    expect(rules({ ...QUIET, struggled: true })).toContain('worked_example')
  })

  it('returns first to what was left unfinished', () => {
    const open = { past: [past(['b'])], visits: new Map([['a', visit(1, '2025-01-18')], ['b', visit(1)]]) }

    expect(lookAt(open)).toContain('second_visit a')
    expect(lookAt({ ...open, arrival: { ...QUIET, unfinished: true } })).toContain('second_visit b')
  })

  it('opens fewer units after a session that was shaky or took too long, and after a break', () => {
    const opened = (arrival: Partial<Situation['arrival']>) =>
      draft({ budget: 150, arrival: { ...QUIET, ...arrival } }).units.length

    expect([{}, { shaky: true }, { overtime: true }, { reentry: true }, { unfinished: true }].map(opened))
      .toEqual([3, 2, 2, 2, 3])
  })

  it('says why a unit is opened all the same, and why none is', () => {
    const stalled = { past: [past(['a']), past(['a'], '2025-01-21')], visits: new Map([['a', visit(1)]]) }
    const rulesOf = (day: Day) => draft(day).adaptation.map(({ rule, reason }) => [rule, reason.length > 40])

    expect(rulesOf(SECOND)).toEqual([])
    expect(rulesOf({ ...stalled, arrival: { ...QUIET, shaky: true } })).toEqual([['no_stall', true]])
    expect(rulesOf({ ...SECOND, review_load: true })).toEqual([['review_load', true]])
  })

  it('says what is new, what comes again and what comes changed', () => {
    expect(draft({ ...SECOND, budget: 100 }).description).toBe('Again: "The a". New: "The b".')
    const done = { past: [past(['a'])], visits: new Map([['a', visit(2)]]), units: UNITS.slice(0, 1) }
    expect(draft(done).description).toBe('With a changed task: "The a".')
  })
})

describe('the length of a session', () => {
  const rules = (budget: number) => draft({ ...SECOND, budget }).steps.map(({ rule }) => rule)

  it('decides on the question, the recall at its end and the pause', () => {
    expect(rules(44)).not.toContain('question')
    expect(rules(45)).toContain('question')
    expect([rules(74), rules(75)].map((each) => each.includes('end_recall'))).toEqual([false, true])
    expect([rules(89), rules(90)].map((each) => each.includes('pause'))).toEqual([false, true])
  })

  it('is filled by a question and a recall where nothing else is there', () => {
    const empty = { units: UNITS.slice(0, 1), visits: new Map([['a', visit(2)]]), past: [past(['a'])] }

    expect(lookAt({ units: UNITS.slice(0, 1), past: [past([])], budget: 20 })).toEqual([
      'fresh a',
      'fresh a',
      'reflect a',
    ])
    expect(lookAt({ ...empty, budget: 20 })).toEqual(['recall a', 'transfer a', 'reflect a'])
    expect(lookAt({ ...empty, past: [past([])], budget: 20, visits: new Map() }).length)
      .toBeGreaterThanOrEqual(3)
  })

  it('has the pause in the middle of the work', () => {
    const steps = draft({ budget: 150, units: UNITS.slice(0, 4) }).steps.map(({ rule }) => rule)

    expect(steps.slice(steps.indexOf('pause') - 3, steps.indexOf('pause') + 4)).toEqual([
      ...['fresh', 'fresh', 'fresh'],
      'pause',
      ...['fresh', 'fresh', 'fresh'],
    ])
  })

  it('ends with the report on at most three units, after a question on the newest', () => {
    const steps = draft({ ...SECOND, budget: 100 }).steps

    expect(steps.at(-1)).toMatchObject({ rule: 'reflect', unit_ids: ['a', 'b'] })
    expect(steps.find(({ rule }) => rule === 'question')?.unit_ids).toEqual(['b'])
  })
})
