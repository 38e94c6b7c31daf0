import { describe, expect, it } from 'vitest'
import { goalOf } from '../../../supabase/functions/_shared/domain/planner/goal.ts'
import { methodDay } from '../../../supabase/functions/_shared/domain/planner/methodDay.ts'
import {
  milestoneDay,
  milestoneUnits,
} from '../../../supabase/functions/_shared/domain/planner/milestoneDay.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { type Heard, readSignals } from '../../../supabase/functions/_shared/domain/planner/readSignals.ts'
import type { ContentUnit } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import type { Situation } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { makeIntent, NO_SIGNALS } from './learnerFixture.ts'

const QUIET = {
  gap_days: 0,
  reentry: false,
  shaky: false,
  overtime: false,
  unfinished: false,
  struggled: false,
}
const SOURCE = { title: 'Bees', url: 'https://bees.example/' }

function situationOf(budget: number, sessions: number, meta: object = {}): Situation {
  return {
    intent: makeIntent({ topic: 'Beekeeping', end_goal: 'Build a hive', time_per_day_min: budget }),
    meta: { ...readMeta({}), ...meta },
    position: { week: 2, day: 2 },
    local_date: '2025-01-21',
    level: 3,
    past: [],
    visits: new Map(),
    reviews_due: [],
    mastered: new Set(),
    review_load: false,
    adherence: { planned: 0, done: 0 },
    sessions_completed: sessions,
    arrival: QUIET,
  }
}
const GOAL = goalOf(situationOf(60, 0).intent, readMeta({}), 2)
const PROOF = GOAL.proof

describe('a day without content', () => {
  const day = (sessions: number, { budget = 60, milestone = false, meta = {} } = {}) =>
    methodDay(situationOf(budget, sessions, meta), GOAL, milestone)
  const kinds = (...args: Parameters<typeof day>) => day(...args).steps.map(({ kind }) => kind)

  it('first finds an outline, then goes by items, and proves something at the end of a week', () => {
    expect(kinds(0)).toEqual(['diagnose', 'study', 'build', 'reflect'])
    expect(kinds(1)).toEqual(['retrieve', 'study', 'practice', 'build', 'reflect'])
    expect(kinds(5, { milestone: true })).toEqual(['retrieve', 'build', 'practice', 'reflect'])
    expect([day(0), day(1), day(5, { milestone: true })].map(({ title }) => title)).toEqual([
      'Find your outline: Beekeeping',
      'Beekeeping: item 1 of your source',
      `Milestone of week 2: ${PROOF.text}`,
    ])
    expect(day(1)).toMatchObject({ units: [], adaptation: [] })
  })

  it('says what each step is for, and which rule it came by', () => {
    for (const steps of [day(0), day(1), day(5, { milestone: true })].map((each) => each.steps)) {
      for (const step of steps) {
        expect(step.action.length).toBeGreaterThan(40)
        expect(step.done_when.length).toBeGreaterThan(8)
        expect(step.reason).toMatch(/^\S.{20,}\.$/)
      }
    }
    expect(day(1).steps.map(({ rule, yields }) => `${rule} ${yields}`)).toEqual([
      'item 3',
      'item 0',
      'item 0',
      'setup 2',
      'reflect 0',
    ])
    expect(day(5, { milestone: true }).steps[1]).toMatchObject({
      done_when: PROOF.evidence,
      rule: 'milestone',
    })
  })

  it('counts one item a session, none for the first and the milestones', () => {
    const item = (sessions: number, days_per_week = 5) =>
      Number(/item (\d+)/.exec(day(sessions, { meta: { days_per_week } }).title)?.[1])

    expect([1, 2, 4, 5, 6, 10].map((sessions) => item(sessions))).toEqual([1, 2, 4, 4, 5, 8])
    expect([1, 2, 3].map((sessions) => item(sessions, 1))).toEqual([1, 1, 1])
  })

  it("names and links the learner's source where it is read", () => {
    const linked = (sessions: number, source: object) =>
      day(sessions, { meta: { source } }).steps.map(({ kind, resource }) => resource && [kind, resource])
        .filter((each) => each !== undefined)

    expect(day(1, { meta: { source: SOURCE } }).title).toBe('Beekeeping: item 1 of "Bees"')
    expect(day(0, { meta: { source: SOURCE } }).steps[1]?.action).toMatch(/^Open "Bees" and check it/)
    expect(day(0).steps[1]?.action).toMatch(/^Find at most three sources on Beekeeping/)
    expect(linked(1, SOURCE)).toEqual([['study', { ...SOURCE, from: 'learner' }]])
    expect(linked(0, { title: 'Bees' })).toEqual([['study', { title: 'Bees', url: null, from: 'learner' }]])
    expect(day(1).steps.filter((step) => 'resource' in step)).toEqual([])
  })

  it('pauses in the middle from 90 minutes on', () => {
    expect(kinds(1, { budget: 89 })).not.toContain('break')
    expect(kinds(1, { budget: 90 })).toEqual(['retrieve', 'study', 'break', 'practice', 'build', 'reflect'])
    expect(kinds(0, { budget: 90 })).toEqual(['diagnose', 'study', 'break', 'build', 'reflect'])
  })

  it('lets the recall of a short session be and stays honest about what it is', () => {
    expect(kinds(1, { budget: 20 })).toHaveLength(5)
    expect(day(0).description).toMatch(/^No outline of this topic is known yet\. Today you find one/)
    expect(day(1).description).toMatch(/gives method and the order of your source\.$/)
  })
})

describe('a milestone day', () => {
  const unit = (id: string): ContentUnit => ({
    ...{ id, name: `The ${id}`, prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
  })
  const UNITS = ['a', 'b', 'c', 'd', 'e', 'f'].map(unit)
  const seenOn = (dates: Record<string, string>) =>
    new Map(
      Object.entries(dates).map(([id, date]) => [id, {
        ...{ visits: 1, introduced_on: date, last_local_date: date },
      }]),
    )
  type Day = { budget?: number; heard?: Partial<Heard>; due?: string[]; reentry?: boolean }
  const day = ({ budget = 60, heard = {}, due = [], reentry = false }: Day = {}) =>
    milestoneDay(
      { ...situationOf(budget, 5), arrival: { ...QUIET, reentry } },
      GOAL,
      UNITS.slice(0, 4),
      due.map((id) => ({ unit_id: id, due_on: '2025-01-20', card: null, unit: unit(id) })),
      { ...readSignals(NO_SIGNALS), ...heard },
    )
  const rules = (...args: Parameters<typeof day>) => day(...args).steps.map(({ kind }) => kind)
  const names = '"The a", "The b", "The c" and "The d"'

  it('is made from the four units seen last, in the order of the course', () => {
    const visits = seenOn({
      f: '2025-01-20',
      a: '2025-01-22',
      e: '2025-01-21',
      b: '2025-01-19',
      c: '2025-01-18',
    })
    const chosen = (more: typeof visits) =>
      milestoneUnits(UNITS, { ...situationOf(60, 5), visits: more }).map(({ id }) => id).join('')

    expect(chosen(visits)).toBe('abef')
    expect(chosen(seenOn({ c: '2025-01-20', a: '2025-01-20' }))).toBe('ac')
    const same = seenOn(Object.fromEntries('fedcba'.split('').map((id) => [id, '2025-01-20'])))
    expect(chosen(same)).toBe('abcd')
  })

  it('builds the proof of the goal, then tries to break it', () => {
    const [recall, build, test, close] = day().steps

    expect([recall, build, test, close].map((step) => step?.unit_ids.join(''))).toEqual([
      'abc',
      'abcd',
      'abcd',
      'abc',
    ])
    expect(build).toMatchObject({ kind: 'build', rule: 'milestone', done_when: PROOF.evidence, yields: 0 })
    expect(build?.action).toBe(
      `Work on the proof of your goal "Build a hive": ${PROOF.text}. Use ${names}. Begin with what can fail and cut the scope, not the check.`,
    )
    expect(build?.reason).toBe(`the week ends with one piece of work made from ${names}.`)
    expect(test?.action).toMatch(/^Try to break what you made with "The a"/)
    expect(test?.done_when).toBe(
      'one deliberate fault was noticed by a check, or the missing check is now written',
    )
    expect(day()).toMatchObject({
      title: `Milestone of week 2: ${PROOF.text}`,
      description: `No new unit today. Made with ${names}.`,
      units: UNITS.slice(0, 4),
      adaptation: [{ rule: 'milestone' }],
    })
  })

  it("takes an agent's project where it says enough, and its conditions as the test", () => {
    const project = {
      title: 'Shelf',
      brief: 'Build a shelf for six hives',
      deliverable: 'a photo of it',
      constraints: [],
    }
    const said = (more: Partial<typeof project>, constraints: string[] = []) =>
      day({ heard: { project: { ...project, ...more, constraints } } }).steps.slice(1, 3)
        .map(({ action, done_when }) => `${action} | ${done_when}`)

    expect(said({}, ['no nails', '', 'under 10 kg'])).toEqual([
      'Shelf. Build a shelf for six hives | a photo of it',
      `Go through the conditions for what you made with ${names} and write pass or fail with a reason: no nails / under 10 kg | every condition has a pass or fail and one reason`,
    ])
    expect(said({})[1]).toMatch(/^Try to break/)
    expect(said({}, [''])[1]).toMatch(/^Try to break/)
    expect(said({ brief: 'x'.repeat(12) })[0]).toMatch(/^Work on the proof/)
    expect(said({ brief: 'x'.repeat(13) })[0]).toMatch(/^Shelf\. x+ \|/)
    expect(said({ deliverable: 'y'.repeat(7) })[0]).toMatch(/^Work on the proof/)
    expect(said({ deliverable: 'y'.repeat(8) })[0]).toMatch(/\| y+$/)
  })

  it('begins with what is due, else with a recall from 45 minutes on', () => {
    expect(rules({ budget: 44 })).toEqual(['build', 'practice', 'reflect'])
    expect(rules({ budget: 45 })).toEqual(['retrieve', 'build', 'practice', 'reflect'])
    expect(day({ due: ['e'] }).steps.map(({ rule, unit_ids }) => `${rule} ${unit_ids.join('')}`).slice(0, 2))
      .toEqual(['review e', 'milestone abcd'])
    expect(day({ budget: 20, due: ['a', 'b', 'c', 'd'] }).steps[0]?.unit_ids).toEqual(['a', 'b', 'c'])
    expect(day({ budget: 20, due: ['a', 'b', 'c', 'd'], reentry: true }).steps[0]?.unit_ids).toHaveLength(4)
  })

  it('has a pause and a question on the last unit from 90 minutes on', () => {
    expect(rules({ budget: 89 })).toEqual(['retrieve', 'build', 'practice', 'reflect'])
    expect(rules({ budget: 90 })).toEqual(['retrieve', 'build', 'break', 'practice', 'socratic', 'reflect'])
    expect(day({ budget: 90 }).steps[4]?.unit_ids).toEqual(['d'])
  })
})
