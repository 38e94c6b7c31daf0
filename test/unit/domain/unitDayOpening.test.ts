import { describe, expect, it } from 'vitest'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { type Day, draft, lookAt, past, QUIET, SECOND, UNITS, visit } from './unitDayFixture.ts'

describe('a first session', () => {
  it('looks around five units that lie ahead, and opens one', () => {
    expect(lookAt()).toEqual(['diagnostic', 'fresh a', 'fresh a', 'question a', 'reflect a'])
    const [first] = draft({ meta: readMeta({ known: ['a'] }) }).steps
    expect(first?.action).toContain('"The b", "The c", "The d", "The e" and "The f"')
  })

  it('looks around neither in a short session nor where there are fewer than five', () => {
    expect(lookAt({ budget: 45 })[0]).toBe('diagnostic')
    expect(lookAt({ budget: 44 })[0]).toBe('fresh a')
    expect(lookAt({ units: UNITS.slice(0, 5) })[0]).toBe('diagnostic')
    expect(lookAt({ units: UNITS.slice(0, 4) })[0]).toBe('fresh a')
    expect(lookAt({ meta: readMeta({ known: ['a', 'b'] }) })[0]).toBe('fresh c')
  })

  it('is first only when nothing was ever opened', () => {
    expect(lookAt({ visits: new Map([['a', visit(2)]]) })[0]).toBe('recall a')
    expect(lookAt({ past: [past([])] })[0]).toBe('fresh a')
  })

  it('is told by its units', () => {
    expect(draft({ budget: 150 })).toMatchObject({
      title: 'The a; The b; The c',
      description: 'New: "The a", "The b" and "The c".',
      units: UNITS.slice(0, 3),
      adaptation: [],
    })
  })
})

describe('the opening', () => {
  const visits = new Map([['a', visit(2)], ['b', visit(2)], ['c', visit(1)]])

  it('recalls what the last session was about', () => {
    expect(lookAt(SECOND)[0]).toBe('recall a')
    expect(lookAt({ past: [past(['c', 'b'])], visits })[0]).toBe('recall b,c')
  })

  it('goes back to the latest of the earlier ones where that is gone', () => {
    expect(lookAt({ past: [past(['gone'])], visits })[0]).toBe('recall c,b,a')
    expect(lookAt({ past: [past(['gone'])], visits, budget: 20 })[0]).toBe('recall c')
  })

  it('recalls more after a break: the last ones, then the earlier ones from the latest back', () => {
    const many = new Map(UNITS.map(({ id }) => [id, visit(2)]))
    const back = { ...QUIET, gap_days: 6, reentry: true }

    expect(lookAt({ past: [past(['b'])], visits: many, arrival: back })[0]).toBe('reentry b,f,e,d,c')
    expect(lookAt({ past: [past(['b'])], visits: many, arrival: back, budget: 180 })[0]).toBe(
      'reentry b,f,e,d,c,a',
    )
    expect(lookAt({ past: [past(['a', 'b', 'c', 'd'])], visits: many, budget: 180 })[0]).toBe('recall a,b,c')
  })

  it('is made of due reviews where there are some, within their share', () => {
    const due = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']

    expect(lookAt({ ...SECOND, due: ['b', 'c'] })[0]).toBe('review b,c')
    expect(lookAt({ ...SECOND, due })[0]).toBe('review a,b,c,d,e,f,g,h,i')
    expect(lookAt({ ...SECOND, due, arrival: { ...QUIET, reentry: true } })[0]).toBe(
      'review a,b,c,d,e,f,g,h,i,j',
    )
  })
})

describe('what blocks', () => {
  const blocker = (unit_id: string, symptom = 'Mixes up drones') => ({
    ...{ unit_id, symptom, evidence: 'row 3', since: '2025-01-20' },
  })
  const reasonOf = (day: Day) => draft(day).steps.find(({ rule }) => rule === 'blocker')?.reason

  it('is what an agent saw of a unit that is open', () => {
    expect(
      reasonOf({ ...SECOND, heard: { blockers: [blocker('gone'), blocker('b'), blocker('a', 'Stuck')] } }),
    )
      .toBe('Stuck. New material waits until this is cleared.')
    expect(reasonOf({ ...SECOND, heard: { blockers: [blocker('b')] } })).toBeUndefined()
  })

  it('else is the main unit of a session after which trouble was noted', () => {
    const arrival = { ...QUIET, struggled: true }

    expect(reasonOf({ ...SECOND, arrival })).toBe(
      'Your last report speaks of trouble with "The a". New material waits until this is cleared.',
    )
    expect(reasonOf(SECOND)).toBeUndefined()
    expect(reasonOf({ ...SECOND, arrival, visits: new Map() })).toBeUndefined()
    expect(reasonOf({ ...SECOND, arrival, past: [past([])] })).toBeUndefined()
    expect(reasonOf({ ...SECOND, arrival, past: [past(['gone'])] })).toBeUndefined()
  })

  it('comes before the work, in the words of an exercise that completes', () => {
    const exercise = {
      ...{ id: 'e', unit_id: 'a', prompt: 'Finish the frame that is begun', est_min: 20, difficulty: 3 },
      ...{ done_when: 'it stands upright', kind: 'completion' as const, hints: [] },
    }
    const day = { ...SECOND, arrival: { ...QUIET, struggled: true }, heard: { exercises: [exercise] } }

    expect(lookAt(day).slice(0, 3)).toEqual(['recall a', 'blocker a', 'second_visit a'])
    expect(draft(day).steps[1]?.action).toBe('Finish the frame that is begun')
  })
})

describe('a gap', () => {
  const gap = (text: string, severity: 1 | 2 | 3, unit_id?: string) => ({
    ...{ text, severity, evidence: 'row 3' },
    ...(unit_id === undefined ? {} : { unit_id }),
  })
  const stepOf = (...gaps: ReturnType<typeof gap>[]) =>
    draft({ ...SECOND, heard: { gaps } }).steps.filter(({ rule }) => rule === 'gap')

  it('gets one step, the gravest of all, and of its unit when that is open', () => {
    const [step, ...more] = stepOf(gap('mild', 1, 'a'), gap('grave', 3, 'a'), gap('middling', 2))

    expect(more).toEqual([])
    expect(step?.action).toContain('this gap: grave ')
    expect(step?.unit_ids).toEqual(['a'])
    expect(stepOf(gap('grave', 3, 'b'))[0]?.unit_ids).toEqual([])
    expect(stepOf(gap('grave', 3))[0]?.unit_ids).toEqual([])
    expect(stepOf()).toEqual([])
  })
})
