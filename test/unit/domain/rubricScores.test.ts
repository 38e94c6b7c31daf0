import { describe, expect, it } from 'vitest'
import { findFailedGates } from '../../../supabase/functions/_shared/domain/rubric/hardGates.ts'
import { lookAtPlan } from '../../../supabase/functions/_shared/domain/rubric/lookAtPlan.ts'
import type { Measures } from '../../../supabase/functions/_shared/domain/rubric/partShares.ts'
import type { FlagName } from '../../../supabase/functions/_shared/domain/rubric/planScore.ts'
import type { RubricContext } from '../../../supabase/functions/_shared/domain/rubric/rubricContext.ts'
import { scoreParts } from '../../../supabase/functions/_shared/domain/rubric/scoreParts.ts'
import {
  findContentCap,
  findFailedFloors,
} from '../../../supabase/functions/_shared/domain/rubric/softFloors.ts'

const context = (more: Partial<RubricContext> = {}): RubricContext => ({
  ...{ topic: 'Beekeeping', goal: 'Keep one colony alive', budget_min: 60, opened: [], reviews_due: [] },
  ...{ units: [], review_cap: 3, previous: [], allowed_urls: [], has_evidence: false },
  ...more,
})
const PERFECT: Measures = {
  ...{ active: 1, recall: 1, linked: 1, grounding: 1, reviews: 1, likeness: 0, vague: 0 },
}
type Step = {
  kind?: string
  minutes?: number
  action?: string
  done_when?: string
  why?: string
  unit_ids?: string[]
}
const look = (steps: Step[], more: Partial<RubricContext> = {}, rest: object = {}) =>
  lookAtPlan(
    { steps: steps.map((step) => ({ kind: 'practice', minutes: 10, ...step })), ...rest },
    context(more),
  )
const scores = (
  steps: Step[],
  { more = {}, rest = {}, measured = {}, failed = [] }: {
    more?: Partial<RubricContext>
    rest?: object
    measured?: Partial<Measures>
    failed?: FlagName[]
  } = {},
) => scoreParts(look(steps, more, rest), { ...PERFECT, ...measured }, new Set(failed))
const three = (step: Step = {}): Step[] => [step, step, step]

describe('a part', () => {
  it('of time falls with the distance to the budget, in either direction', () => {
    const time = (minutes: number) => scores([{ minutes }]).time_fit

    expect([60, 45, 75, 120, 180].map(time)).toEqual([1, 0.75, 0.75, 0, 0])
  })

  it('of the goal wants three of its words and work on objectives', () => {
    const goal = (action: string, linked = 1, more: Partial<RubricContext> = {}) =>
      Number(scores([{ action }], { measured: { linked }, more }).goal.toFixed(3))

    expect(goal('keep the colony alive')).toBe(1)
    expect(goal('the colony')).toBe(0.733)
    expect(goal('a walk')).toBe(0.6)
    expect(goal('keep the colony alive', 0.4)).toBe(0.7)
    expect(goal('keep the colony alive', 0.8)).toBe(1)
    expect(goal('a walk', 1, { goal: 'it' })).toBe(1)
    expect(goal('the colony', 1, { goal: 'colony' })).toBe(1)
    expect(scores([{ minutes: 0, action: 'keep the colony alive' }]).goal).toBe(0)
  })

  it('of prerequisites asks for units that are named and in order', () => {
    const units = [
      { id: 'hive', name: 'Frames of a hive', prereqs: [], texts: [] },
      { id: 'queen', name: 'Marking queens', prereqs: ['hive'], texts: [] },
    ]
    const part = (action: string, failed: FlagName[] = [], more = units) =>
      scores([{ action }, { action: 'rest' }], { more: { units: more }, failed }).prerequisites

    expect(part('Draw the frames of a hive')).toBe(1)
    expect(part('Draw the frames of a hive', ['prerequisites'])).toBe(0)
    expect(part('Draw it')).toBe(0)
    expect(part('Draw it', ['prerequisites'], units.slice(0, 1))).toBe(1)
  })

  it('of reviews counts only in a plan with minutes', () => {
    expect(scores([{}], { measured: { reviews: 0.5 } }).reviews).toBe(0.5)
    expect(scores([{ minutes: 0 }], { measured: { reviews: 0.5 } }).reviews).toBe(0)
  })

  it('of activity is half work, half recall', () => {
    const part = (active: number, recall: number) =>
      scores([{}], { measured: { active, recall } }).active_share

    expect([part(0.6, 0.15), part(0.3, 0), part(0, 0.075), part(1, 1)]).toEqual([1, 0.25, 0.25, 1])
  })

  it('of exactness adds up product, verb, length and quantity', () => {
    const part = (action: string, done_when: string, more: Partial<RubricContext> = {}) =>
      Number(scores([{ action, done_when }], { more }).specificity.toFixed(2))

    expect(part('Draw it', 'be happy')).toBe(0.2)
    expect(part('Review the notes', 'be happy')).toBe(0)
    expect(part('Draw it', 'a sketch exists')).toBe(0.6)
    expect(part('Draw one wing as seen from the side', 'be happy')).toBeGreaterThanOrEqual(0.4)
    expect(part('Draw wings as seen from above here', 'be happy')).toBe(0.4)
    expect(part('Draw wings as seen from above', 'be happy')).toBe(0.2)
    expect(part('Draw wings as seen from above Beekeeping', 'be happy')).toBe(0.2)
    expect(part('Draw 12 wings', 'be happy')).toBe(0.4)
    expect(part('Draw it', 'be happy 12 times')).toBe(0.4)
    expect(scores([]).specificity).toBe(0)
  })

  it('of load wants three to twelve steps and no study of more than half an hour', () => {
    const part = (count: number, step: Step = {}) => scores(Array(count).fill(step)).load

    expect([2, 3, 12, 13].map((count) => part(count))).toEqual([0.5, 1, 1, 0.5])
    expect(part(3, { kind: 'study', minutes: 30 })).toBe(1)
    expect(part(3, { kind: 'study', minutes: 31 })).toBe(0.5)
    expect(part(3, { kind: 'build', minutes: 31 })).toBe(1)
    expect(scores([{ kind: 'study', minutes: 31 }, {}, {}]).load).toBe(0.5)
    expect(part(3, { minutes: 0 })).toBe(0)
  })

  it('of explanation wants reasons that differ', () => {
    const part = (...reasons: string[]) =>
      Number(scores(reasons.map((why) => ({ why }))).explanation.toFixed(3))

    expect(part('one', 'two', 'three')).toBe(1)
    expect(part('one', ' ONE ', 'one')).toBe(0)
    expect(part('one')).toBe(1)
    expect(part('one', 'two', '')).toBe(0.635)
    expect(part('one', 'two', 'two', 'two')).toBe(0.714)
    expect(part('', ' ')).toBe(0)
    expect(scores([]).explanation).toBe(0)
  })

  it('of honesty is lost by a placeholder or an invented address', () => {
    const part = (...failed: FlagName[]) => scores([{}], { failed }).honesty

    expect([part(), part('placeholder'), part('invented_url'), part('vague')]).toEqual([1, 0, 0, 1])
  })

  it('of distinctness falls from a third of likeness on', () => {
    const part = (likeness: number) =>
      Number(scores([{}], { measured: { likeness } }).distinctness.toFixed(3))

    expect([part(0), part(0.35), part(0.36), part(0.675), part(1)]).toEqual([1, 1, 0.985, 0.5, 0])
  })

  it('of grounding is full from six tenths on', () => {
    expect([0.3, 0.6, 0.9].map((grounding) => scores([{}], { measured: { grounding } }).grounding))
      .toEqual([0.5, 1, 1])
  })
})

describe('a floor', () => {
  const floors = (measured: Partial<Measures>, steps: Step[] = three({ minutes: 20 })) =>
    findFailedFloors(look(steps), { ...PERFECT, ...measured }).map(({ name }) => name)

  it('holds on its line and not below', () => {
    expect(floors({ active: 0.5, vague: 0.5, likeness: 0.8, reviews: 0.8, grounding: 0.3, linked: 0.5 }))
      .toEqual([])
    expect(
      floors({ active: 0.49, vague: 0.51, likeness: 0.81, reviews: 0.79, grounding: 0.29, linked: 0.49 }),
    )
      .toEqual(['passive', 'vague', 'repeats_a_day', 'reviews_dropped', 'ungrounded', 'unlinked'])
  })

  it('is set for the longest step, for breaks and for the mean step', () => {
    const minutes = (...all: number[]): Step[] => all.map((each) => ({ minutes: each }))

    expect(floors({}, minutes(79, 21))).toEqual([])
    expect(floors({}, minutes(80, 20))).toEqual(['lopsided'])
    expect(floors({}, minutes(3, 3, 3))).toEqual([])
    expect(floors({}, minutes(3, 3, 2))).toEqual(['micro_steps'])
    expect(floors({}, minutes(0, 0))).toEqual(['micro_steps'])
    expect(floors({}, [])).toEqual([])
    expect(floors({}, [...minutes(25, 50), { kind: 'break', minutes: 25 }])).toEqual([])
    expect(floors({}, [...minutes(24, 50), { kind: 'break', minutes: 26 }])).toEqual(['lopsided'])
  })

  it('caps what has no content, of the plan or of the topic', () => {
    const unit = { id: 'hive', name: 'The hive', prereqs: [], texts: [] }
    const capped = (grounding: string, units: RubricContext['units']) =>
      findContentCap(look([], { units }, { grounding })).map((
        { name, cap, says },
      ) => [name, cap, says.length > 40])

    expect(capped('agent', [unit])).toEqual([])
    expect(capped('process_only', [unit])).toEqual([['process_only', 69, true]])
    expect(capped('agent', [])).toEqual([['process_only', 69, true]])
  })
})

describe('a claim of a result', () => {
  const flagged = (text: string, more: Partial<RubricContext> = {}) => {
    const plan = { description: text, steps: [] }
    return findFailedGates(plan, lookAtPlan(plan, context(more))).find(({ name }) =>
      name === 'score_without_evidence'
    )
  }

  it('needs something that was measured', () => {
    const text = 'You scored 80 % on the last test.'

    expect(flagged(text)?.says).toBe('a result of the learner is claimed, and nothing was measured')
    expect(flagged(text, { has_evidence: true })).toBeUndefined()
    expect(flagged('Look at two frames.')).toBeUndefined()
  })
})
