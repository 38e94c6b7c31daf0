import { describe, expect, it } from 'vitest'
import { type Heard, readSignals } from '../../../supabase/functions/_shared/domain/planner/readSignals.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import type {
  Content,
  ContentUnit,
} from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import type { PastDay, Situation } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { unitDay } from '../../../supabase/functions/_shared/domain/planner/unitDay.ts'
import { makeIntent, NO_SIGNALS } from './learnerFixture.ts'

const unit = (id: string): ContentUnit => ({
  ...{ id, name: `The ${id}`, prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
})
const UNITS = ['a', 'b', 'c', 'd', 'e', 'f'].map(unit)
const NONE = readSignals(NO_SIGNALS)
const QUIET = {
  gap_days: 0,
  reentry: false,
  shaky: false,
  overtime: false,
  unfinished: false,
  struggled: false,
}
const visit = (visits: number, date = '2025-01-20') => ({
  ...{ visits, introduced_on: date, last_local_date: date },
})
const past = (unit_ids: string[], local_date = '2025-01-20'): PastDay => ({
  ...{ week: 1, day: 1, local_date, planned_min: 60, minutes: 60, confidence: 7, recall: null },
  ...{ unit_ids, struggle: false },
})

type Day = Partial<Situation> & {
  budget?: number
  units?: ContentUnit[]
  heard?: Partial<Heard>
  due?: string[]
}

function draft({ budget = 60, units = UNITS, heard = {}, due = [], ...more }: Day = {}) {
  const situation: Situation = {
    intent: makeIntent({ time_per_day_min: budget }),
    meta: readMeta({}),
    position: { week: 1, day: 2 },
    local_date: '2025-01-21',
    level: 3,
    past: [],
    visits: new Map(),
    reviews_due: [],
    mastered: new Set(),
    review_load: false,
    adherence: { planned: 0, done: 0 },
    sessions_completed: 1,
    arrival: QUIET,
    ...more,
  }
  const content: Content = { grounding: 'learner_outline', units, source: null }
  const planned = due.map((id) => ({ unit_id: id, due_on: '2025-01-20', card: null, unit: unit(id) }))
  return unitDay(situation, content, planned, { ...NONE, ...heard })
}
const lookAt = (day: Day = {}) =>
  draft(day).steps.map(({ rule, unit_ids }) => `${rule} ${unit_ids.join(',')}`.trim())
/** One session on the hive lies behind. */
const SECOND: Day = { past: [past(['a'])], visits: new Map([['a', visit(1)]]) }

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
