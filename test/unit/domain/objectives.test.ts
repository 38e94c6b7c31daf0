import { describe, expect, it } from 'vitest'
import type { Objective } from '../../../supabase/functions/_shared/contract/plan.ts'
import { goalOf } from '../../../supabase/functions/_shared/domain/planner/goal.ts'
import { observe } from '../../../supabase/functions/_shared/domain/planner/mastery.ts'
import {
  objectivesOf,
  objectivesOfDay,
} from '../../../supabase/functions/_shared/domain/planner/objectives.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { type Heard, readSignals } from '../../../supabase/functions/_shared/domain/planner/readSignals.ts'
import {
  type ContentUnit,
  resolveContent,
} from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { makeIntent, NO_SIGNALS } from './learnerFixture.ts'

const meta = readMeta({ outline: ['The hive', 'The queen', 'Honey'] })
const intent = makeIntent({ topic: 'Beekeeping', meta: { outline: ['The hive', 'The queen', 'Honey'] } })
const content = resolveContent(intent, meta, [])
const [hive, queen] = content.units.map(({ id }) => id)
const goal = goalOf(intent, meta, 1)

const objective = (id: string, unit_ids: (string | undefined)[]): Objective => ({
  ...{ id, text: `Objective ${id} of the day`, bloom: 'apply', weight: 0.1 },
  unit_ids: unit_ids.filter((each) => each !== undefined),
})
const listed = (
  objectives: Objective[],
  units = content.units.slice(0, 2),
  grounding: Heard['grounding'] = 'curated',
) => objectivesOfDay(units, content, { ...readSignals(NO_SIGNALS), grounding, objectives }, intent, goal)
const idsOf = (objectives: Objective[]) => objectives.map(({ id, unit_ids }) => [id, unit_ids])

describe("an agent's objective", () => {
  it('serves the units it names of today, and the planner adds those it leaves open', () => {
    const [first, second] = listed([objective('a', [hive, 'elsewhere'])])

    expect(first).toMatchObject({ id: 'a', unit_ids: [hive] })
    expect(second?.unit_ids).toEqual([queen])
  })

  it("replaces the planner's where it names every unit", () => {
    expect(idsOf(listed([objective('a', [hive, queen])]))).toEqual([['a', [hive, queen]]])
  })

  it('about other units, or about none while there are some, is left out', () => {
    const own = idsOf(listed([]))

    expect(idsOf(listed([objective('a', ['elsewhere'])]))).toEqual(own)
    expect(idsOf(listed([objective('a', [])]))).toEqual(own)
  })

  it('counts on a day without units when it names none itself, five at most', () => {
    expect(idsOf(listed([objective('a', []), objective('b', ['elsewhere'])], []))).toEqual([['a', []]])
    expect(listed('abcdefg'.split('').map((id) => objective(id, [])), [])).toHaveLength(5)
  })

  it('counts once under one id', () => {
    expect(idsOf(listed([objective('a', [hive]), objective('a', [queen])])).map(([id]) => id)).toEqual([
      'a',
      expect.not.stringMatching(/^a$/),
    ])
  })

  it('counts only when it is grounded no worse than the plan', () => {
    const said = [objective('a', [hive, queen])]

    expect(idsOf(listed(said, undefined, 'process_only'))).toEqual(idsOf(listed([])))
  })
})

it('the objectives of a day share its weight equally', () => {
  const weights = listed([objective('a', [hive])]).map(({ weight }) => weight)

  expect(weights).toEqual([0.5, 0.5])
})

describe("the planner's own objective", () => {
  const bare = (id: string, check?: string): ContentUnit => ({
    ...{ id, name: `The ${id}`, prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
    ...(check === undefined ? {} : { check }),
  })
  const of = (units: ContentUnit[], depth: 'surface' | 'informed' | 'expert', stage: number) =>
    objectivesOf(units, makeIntent({ depth }), { ...goal, stage })
  const textOf = (depth: 'surface' | 'informed' | 'expert', stage: number, check?: string) =>
    of([bare('hive', check)], depth, stage)[0]?.text

  it('asks as deep as the stage, unaided', () => {
    expect([
      textOf('surface', 1),
      textOf('surface', 2),
      textOf('surface', 3),
      textOf('expert', 2),
      textOf('expert', 3),
      textOf('expert', 4),
    ]).toEqual([
      'Recall "The hive" unaided',
      'Explain "The hive" unaided',
      'Use "The hive" unaided',
      'Take apart "The hive" unaided',
      'Judge "The hive" unaided',
      'Build with "The hive" unaided',
    ])
  })

  it('asks at least for use of a unit that has a check', () => {
    expect([
      textOf('surface', 1, 'it stands'),
      textOf('surface', 2, 'it stands'),
      textOf('expert', 3, 'it stands'),
    ])
      .toEqual([
        'Use "The hive" so that it stands',
        'Use "The hive" so that it stands',
        'Judge "The hive" so that it stands',
      ])
  })

  it('is one of five at most, whose weights add up to one', () => {
    const objectives = of(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => bare(id)), 'informed', 1)

    expect(objectives.map(({ id }) => id)).toEqual(['o-a', 'o-b', 'o-c', 'o-d', 'o-e'])
    expect(of([bare('a'), bare('b'), bare('c')], 'informed', 1).map(({ weight }) => weight))
      .toEqual([0.334, 0.333, 0.333])
    expect(of([bare('x'.repeat(64))], 'informed', 1)[0]?.id).toHaveLength(64)
  })

  it('without units is an outline and the next proof of the goal', () => {
    expect(of([], 'expert', 2).map(({ id, bloom }) => [id, bloom])).toEqual([
      ['outline', 'understand'],
      ['stage-2', 'analyze'],
    ])
  })

  it('gives way to one of the same id', () => {
    const theirs = objective('o-' + (queen ?? ''), [hive])

    expect(listed([theirs]).map(({ id }) => id)).toEqual([theirs.id])
  })

  it('gives way to one that is grounded as well as the plan', () => {
    expect(listed([objective('a', [hive, queen])], undefined, 'learner_outline').map(({ id }) => id)).toEqual(
      ['a'],
    )
    expect(listed([objective('a', [hive, queen])], undefined, 'agent').map(({ id }) => id)).not.toContain('a')
  })

  it('leaves room for five in all', () => {
    const units = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => bare(id))

    expect(listed([objective('x', ['a'])], units).map(({ id }) => id)).toEqual([
      'x',
      'o-b',
      'o-c',
      'o-d',
      'o-e',
    ])
    expect(listed('abcdef'.split('').map((id) => objective(id, [id])), units)).toHaveLength(5)
  })
})

describe('mastery', () => {
  it('follows each observation by Bayes, hard being none', () => {
    const start = { p: 0.2, n: 0 }

    // (0.2 · 0.9) / (0.2 · 0.9 + 0.8 · 0.2) = 9/17, then a fifth of what is missing is learned.
    expect(observe(start, 'good')).toEqual({ p: Number((9 / 17 + (8 / 17) * 0.2).toFixed(6)), n: 1 })
    // (0.2 · 0.1) / (0.2 · 0.1 + 0.8 · 0.8) = 1/33.
    expect(observe(start, 'again')).toEqual({ p: Number((1 / 33 + (32 / 33) * 0.2).toFixed(6)), n: 1 })
    expect(observe(start, 'hard')).toEqual(start)
    expect(observe({ p: 0.5, n: 3 }, 'easy')).toEqual(observe({ p: 0.5, n: 3 }, 'good'))
  })
})
