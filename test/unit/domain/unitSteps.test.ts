import { describe, expect, it } from 'vitest'
import type { TaData } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import {
  againWords,
  exampleWords,
  practiceWords,
  secondWords,
  studyWords,
  transferWords,
} from '../../../supabase/functions/_shared/domain/planner/phrasings.ts'
import type { ContentUnit } from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import {
  exerciseFor,
  firstVisit,
  secondVisit,
  transferVisit,
  type UnitStepsInput,
} from '../../../supabase/functions/_shared/domain/planner/unitSteps.ts'

type Exercise = TaData['exercises'][number]

const HIVE: ContentUnit = {
  ...{ id: 'hive', name: 'The hive', prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
}
const OWN = {
  task: 'Draw the frames of a hive',
  check: 'every frame has a name',
  study: 'What is a frame for?',
  example: 'Follow the drawing of a frame line by line',
  transfer: 'Draw it for a top-bar hive. ',
}
const exercise = (more: Partial<Exercise> = {}): Exercise => ({
  ...{ id: 'e', unit_id: 'hive', kind: 'independent', difficulty: 2, prompt: 'Build a frame from six slats' },
  ...{ hints: [], done_when: 'the frame stands upright', est_min: 20 },
  ...more,
})
const input = (more: Partial<UnitStepsInput> = {}): UnitStepsInput => ({
  ...{ unit: HIVE, source: null, level: 3, struggled: false, turn: 1, seen: 0, exercises: [] },
  ...more,
})
const wordsOf = ({ action, done_when }: { action: string; done_when: string }) => ({ action, done_when })

describe('an exercise of an agent', () => {
  const chosen = (
    exercises: Exercise[],
    kinds: Exercise['kind'][] = ['completion', 'independent'],
    level = 3,
  ) => exerciseFor({ unit: HIVE, level, exercises }, kinds)

  it('gives its words when it is for this unit and of a wanted kind', () => {
    expect(chosen([exercise()])).toEqual({
      action: 'Build a frame from six slats',
      done_when: 'the frame stands upright',
    })
    expect(chosen([exercise({ unit_id: 'queen' })])).toBeNull()
    expect(chosen([exercise({ kind: 'transfer' })])).toBeNull()
    expect(chosen([])).toBeNull()
  })

  it('is of the kind wanted most, then nearest to the level, then the first', () => {
    const named = (name: string, more: Partial<Exercise>) =>
      exercise({ prompt: `Build a frame in the way of ${name}`, ...more })
    const nameOf = (...exercises: Exercise[]) => chosen(exercises)?.action.at(-1)

    expect(nameOf(named('A', { difficulty: 3 }), named('B', { kind: 'completion', difficulty: 5 }))).toBe('B')
    expect(nameOf(named('A', { difficulty: 5 }), named('B', { difficulty: 2 }))).toBe('B')
    expect(nameOf(named('A', { difficulty: 1 }), named('B', { difficulty: 4 }))).toBe('B')
    expect(nameOf(named('A', { difficulty: 2 }), named('B', { difficulty: 4 }))).toBe('A')
  })

  it('with too few words is not taken', () => {
    expect(chosen([exercise({ prompt: 'Build it' })])).toBeNull()
    expect(chosen([exercise({ done_when: 'done' })])).toBeNull()
    expect(chosen([exercise({ prompt: 'x'.repeat(20), done_when: 'y'.repeat(8) })])).not.toBeNull()
  })

  it('says its first hint where there is room for it', () => {
    const hints = ['begin with the long slats', 'and so on']
    const text = ' If you are stuck for five minutes: begin with the long slats'
    const long = 'x'.repeat(600 - text.length)

    expect(chosen([exercise({ hints })])?.action).toBe(`Build a frame from six slats${text}`)
    expect(chosen([exercise({ hints, prompt: long })])?.action).toBe(`${long}${text}`)
    expect(chosen([exercise({ hints, prompt: `${long}x` })])?.action).toBe(`${long}x`)
  })
})

describe('a first visit', () => {
  it('reads and practises, in built-in words where the unit has none', () => {
    const [study, practice, ...more] = firstVisit(input())

    expect(more).toEqual([])
    expect(study).toMatchObject({ kind: 'study', rule: 'fresh', unit_ids: ['hive'], yields: 0 })
    expect(study).toMatchObject(studyWords('"The hive"', 1))
    expect(study).not.toHaveProperty('resource')
    expect(practice).toMatchObject({ kind: 'practice', rule: 'fresh', unit_ids: ['hive'], yields: 0 })
    expect(practice).toMatchObject(practiceWords('"The hive"', 1))
    expect([study?.reason, practice?.reason]).toEqual([
      '"The hive" is next in order and everything it needs has been opened.',
      '"The hive" is tried out on the day it is opened.',
    ])
  })

  it("says the unit's own words where it has some", () => {
    const [study, example, practice] = firstVisit(input({ unit: { ...HIVE, ...OWN }, level: 1 }))

    expect([study, example, practice].map((step) => step && wordsOf(step))).toEqual([
      {
        action: 'Open "The hive". What is a frame for?',
        done_when: 'each question has an answer in your own words, one line each',
      },
      {
        action: 'Follow the drawing of a frame line by line',
        done_when: 'your lines stand beside the worked ones and the first difference is marked',
      },
      { action: 'Draw the frames of a hive', done_when: 'every frame has a name' },
    ])
  })

  it('shows an example up to level 2 and after trouble, which is the first to give way', () => {
    const kinds = (more: Partial<UnitStepsInput>) => firstVisit(input(more)).map(({ kind }) => kind)

    expect(kinds({ level: 2 })).toEqual(['study', 'example', 'practice'])
    expect(kinds({ level: 3 })).toEqual(['study', 'practice'])
    expect(kinds({ level: 5, struggled: true })).toEqual(['study', 'example', 'practice'])
    const [, example] = firstVisit(input({ level: 2 }))
    expect(example).toMatchObject({ ...exampleWords('"The hive"', 1), rule: 'worked_example', yields: 5 })
    expect(example).toMatchObject({ unit_ids: ['hive'] })
  })

  it('takes an example from a worked one, practice from one that is done alone', () => {
    const exercises = (['worked_example', 'independent', 'completion'] as const).map((kind) =>
      exercise({ kind, prompt: `The prompt of the ${kind}`, done_when: `the ${kind} is done` })
    )
    const actions = (from: number, to: number) =>
      firstVisit(input({ level: 1, exercises: exercises.slice(from, to) }))
        .map((step) => (/The prompt of the (.*)/.exec(step.action))?.[1] ?? step.kind)

    expect(actions(0, 3)).toEqual(['study', 'worked_example', 'independent'])
    expect(actions(1, 3)).toEqual(['study', 'completion', 'independent'])
    expect(actions(2, 3)).toEqual(['study', 'completion', 'completion'])
    expect(actions(1, 2)).toEqual(['study', 'example', 'independent'])
    expect(firstVisit(input({ level: 1, exercises }))[1]?.done_when).toBe('the worked_example is done')
  })

  it("links the learner's source for the learner's own units only", () => {
    const resourceOf = (source: UnitStepsInput['source'], from: ContentUnit['source'] = 'learner') =>
      firstVisit(input({ source, unit: { ...HIVE, source: from } })).map(({ resource }) => resource)

    expect(resourceOf({ title: 'Bees', url: 'https://bees.example/' })).toEqual([
      { title: 'Bees', url: 'https://bees.example/', from: 'learner' },
      undefined,
    ])
    expect(resourceOf({ title: 'Bees' })[0]).toEqual({ title: 'Bees', url: null, from: 'learner' })
    expect(resourceOf({ title: 'Bees' }, 'curated')[0]).toBeUndefined()
  })
})

describe('a second visit', () => {
  it('is one step of practice without help', () => {
    expect(secondVisit(input())).toEqual([{
      kind: 'practice',
      rule: 'second_visit',
      weight: 36,
      ...secondWords('"The hive"', 1),
      reason: '"The hive" comes back on another day, this time unaided.',
      unit_ids: ['hive'],
      yields: 0,
    }])
  })

  it('is the same task on other material, or an exercise done alone', () => {
    const unit = { ...HIVE, ...OWN }

    expect(secondVisit(input({ unit }))[0]).toMatchObject({
      action:
        'Without opening your earlier work, do "The hive" again on other material: Draw the frames of a hive',
      done_when: 'every frame has a name',
    })
    expect(secondVisit(input({ unit, exercises: [exercise()] }))[0]?.done_when).toBe(
      'the frame stands upright',
    )
    expect(secondVisit(input({ exercises: [exercise({ kind: 'completion' })] }))[0])
      .toMatchObject(secondWords('"The hive"', 1))
  })
})

describe('a third visit', () => {
  const visit = (more: Partial<UnitStepsInput> = {}, rule: 'transfer' | 'revisit' = 'transfer') =>
    transferVisit(input({ seen: 2, ...more }), rule)

  it('changes a requirement', () => {
    expect(visit()).toEqual([{
      kind: 'practice',
      rule: 'transfer',
      weight: 32,
      ...transferWords('"The hive"', 1),
      reason: '"The hive" is used under a changed requirement, which is what a real task will do.',
      unit_ids: ['hive'],
      yields: 0,
    }])
    expect(visit({}, 'revisit')[0]?.rule).toBe('revisit')
  })

  it("uses the unit's own change, and says what it is about where that fits", () => {
    const unit = { ...HIVE, ...OWN }
    const change = (length: number) =>
      visit({ unit: { ...unit, transfer: 'x'.repeat(length - 'The hive'.length) } })[0]?.action ?? ''

    expect(visit({ unit })[0]).toMatchObject({
      action: 'Draw it for a top-bar hive. This is about "The hive".',
      done_when: 'the changed version works, and still: every frame has a name',
    })
    expect(change(559)).toMatch(/x\. This is about "The hive"\.$/)
    expect(change(560)).toMatch(/^x+$/)
    expect(visit({ unit: { ...unit, check: 'word '.repeat(60).trim() } })[0]?.done_when).toMatch(
      /^.{200,239}…$/,
    )
  })

  it('takes an exercise that transfers before one done alone', () => {
    const alone = exercise()
    const transfer = exercise({ kind: 'transfer', prompt: 'Build a frame without any nails' })

    expect(visit({ exercises: [alone, transfer] })[0]?.action).toBe('Build a frame without any nails')
    expect(visit({ exercises: [alone] })[0]?.action).toBe('Build a frame from six slats')
    expect(visit({ exercises: [exercise({ kind: 'completion' })] })[0]).toMatchObject(
      transferWords('"The hive"', 1),
    )
  })

  it('comes once: later ones take another angle, whatever an agent has', () => {
    expect(visit({ seen: 3, exercises: [exercise({ kind: 'transfer' })], unit: { ...HIVE, ...OWN } })[0])
      .toMatchObject(againWords('"The hive"', 1))
  })
})
