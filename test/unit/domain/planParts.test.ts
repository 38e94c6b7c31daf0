import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { changesSince } from '../../../supabase/functions/_shared/domain/planner/planDiff.ts'
import { listPrereqEdges } from '../../../supabase/functions/_shared/domain/planner/prereqEdges.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { recallOf, recallShare } from '../../../supabase/functions/_shared/domain/planner/recallEvidence.ts'
import {
  cleanAgentText,
  cleanText,
  cutAtWord,
  needsCleaning,
  normaliseName,
  quoteNames,
} from '../../../supabase/functions/_shared/domain/planner/text.ts'
import { unitIdOf } from '../../../supabase/functions/_shared/domain/planner/unitId.ts'
import {
  isMilestoneDay,
  stageOf,
  weeksTotal,
} from '../../../supabase/functions/_shared/domain/planner/weeks.ts'
import { makeInput, makeIntent, NO_SIGNALS } from './learnerFixture.ts'

describe('changes since an earlier version', () => {
  const plan = composePlan(makeInput())
  const since = (before: object, after: Plan = plan) =>
    changesSince({ plan_json: { ...plan, ...before }, plan_version: 2 }, after)
  const [first, second, ...others] = plan.steps

  it('are none without one, with an unreadable one, and where only candidates or old changes differ', () => {
    expect(changesSince(null, plan)).toBeNull()
    expect(changesSince({ plan_json: { steps: 7 }, plan_version: 2 }, plan)).toBeNull()
    expect(since({})).toBeNull()
    expect(since({ candidates: [] })).toBeNull()
  })

  it.each<[object, string]>([
    [{ grounding: 'agent' }, 'What the plan is made from changed.'],
    [{ difficulty: 4 }, `The level changed from 4 to ${plan.difficulty}.`],
    [{ goal_link: 'Another goal' }, 'Your goal or its stage changed.'],
    [
      { description: 'Other words' },
      'Newer answers or reports were available than when the first version was made.',
    ],
  ])('%j is explained: %s', (before, reason) => {
    expect(since(before)).toEqual({ from_version: 2, added: [], removed: [], moved: [], minutes: 0, reason })
  })

  it('name the first reason that holds: time, ground, level, goal', () => {
    const all = { grounding: 'agent', difficulty: 4, goal_link: 'Another goal' }

    expect(since(all)?.reason).toBe('What the plan is made from changed.')
    expect(since({ difficulty: 4, goal_link: 'Another goal' })?.reason).toMatch(/^The level changed/)
  })

  it('list what moved, apart from what came and went', () => {
    const label = (step: Plan['steps'][number]) => `${step.kind}: ${cutAtWord(step.action, 80)}`
    const moved = since({ steps: [second, first, ...others] })

    expect(moved).toMatchObject({ added: [], removed: [], moved: [label(first!), label(second!)] })
  })

  it('tell two steps of one kind on one unit apart', () => {
    const twin = { ...first!, minutes: 2, action: 'The same once more, on other material of your own' }
    const longer = { ...plan, minutes_total: plan.minutes_total + 2, steps: [...plan.steps, twin] }

    expect(since({}, longer)).toMatchObject({
      added: [`${twin.kind}: ${twin.action}`],
      removed: [],
      moved: [],
      minutes: 2,
      reason: `Your daily time changed from ${plan.minutes_total} to ${plan.minutes_total + 2} minutes.`,
    })
    expect(since(longer)).toMatchObject({ added: [], removed: [`${twin.kind}: ${twin.action}`], minutes: -2 })
  })
})

describe('weeks', () => {
  it("are the learner's number, else by depth", () => {
    const weeks = (depth: 'surface' | 'informed' | 'expert', meta = {}) =>
      weeksTotal(makeIntent({ depth }), readMeta(meta))

    expect([weeks('surface'), weeks('informed'), weeks('expert'), weeks('expert', { weeks: 3 })]).toEqual([
      2,
      6,
      12,
      3,
    ])
  })

  it('go through four stages and stay in the last', () => {
    expect([1, 2, 3, 4, 5, 9].map((week) => stageOf(week, 4))).toEqual([1, 2, 3, 4, 4, 4])
    expect([1, 2].map((week) => stageOf(week, 2))).toEqual([1, 3])
  })

  it('end with a milestone, those of two days only at the end of a stage and of the course', () => {
    const milestones = (days_per_week: number, weeks: number) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((week) =>
        isMilestoneDay({ week, day: days_per_week }, readMeta({ days_per_week }), weeks)
      )

    expect(milestones(3, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(milestones(2, 8)).toEqual([2, 4, 6, 8, 9])
    expect(milestones(1, 8)).toEqual([2, 4, 6, 8, 9])
    expect(isMilestoneDay({ week: 2, day: 1 }, readMeta({ days_per_week: 2 }), 8)).toBe(false)
  })
})

describe('texts', () => {
  it('are cut between words where one ends in the second half', () => {
    expect(cutAtWord('one two three', 13)).toBe('one two three')
    expect(cutAtWord('one two three', 12)).toBe('one two…')
    expect(cutAtWord('onetwothreefour', 8)).toBe('onetwot…')
    expect(cutAtWord('on twothreefour', 9)).toBe('on twoth…')
    expect(cutAtWord('abc😀def', 5)).toBe('abc…')
  })

  it('lose what cannot be seen and keep one space between words', () => {
    expect(cleanText(' a\u0000\u202eb \n c\u200b ', 99)).toBe('a b c')
    expect(cleanText('\ud800', 99)).toBe('\ufffd')
  })

  it.each(['a  b', ' a', 'a ', 'http://x', 'see www.x', 'WWW.x', 'ä', 'a\u0000'])(
    '%j may need cleaning',
    (text) => {
      expect(needsCleaning(text)).toBe(true)
    },
  )

  it('plain ones need none', () => {
    expect(needsCleaning('Read two pages, then write: what is left?')).toBe(false)
  })

  it('of agents lose addresses that nobody vouched for', () => {
    expect(cleanAgentText('see https://a.example/x and www.b.example', 99, ['https://a.example/x']))
      .toBe('see https://a.example/x and (link removed)')
    expect(cleanAgentText('see https://a.example/x', 99)).toBe('see (link removed)')
  })

  it('name each other in one list', () => {
    expect([[], ['A'], ['A', 'B'], ['A', 'B', 'C']].map(quoteNames)).toEqual([
      '',
      '"A"',
      '"A" and "B"',
      '"A", "B" and "C"',
    ])
    expect(normaliseName('  The_Big-Ｈive ')).toBe('the big hive')
  })
})

describe('the id of an outline item', () => {
  it('is its name in plain letters', () => {
    expect(unitIdOf('The Hive, part 2!')).toBe('the-hive-part-2')
    expect(unitIdOf('--Über--')).toBe('uber')
  })

  it('tells apart what plain letters cannot', () => {
    const [one, two, long] = ['日本', '中国', 'x'.repeat(60)].map(unitIdOf)

    expect(one).toMatch(/^unit-[0-9a-f]{8}$/)
    expect(one).not.toBe(two)
    expect(long).toMatch(/^x{48}-[0-9a-f]{8}$/)
    expect(unitIdOf('x'.repeat(61))).not.toBe(long)
    expect(unitIdOf('bee 蜂')).toMatch(/^bee-[0-9a-f]{8}$/)
    expect(unitIdOf('x'.repeat(48))).toBe('x'.repeat(48))
  })
})

describe('recall', () => {
  it('is counted by unit where units have results, hard being right', () => {
    const results = (['again', 'hard', 'good'] as const).map((outcome) => ({ unit_id: outcome, outcome }))

    expect(recallOf({ results, recall: { right: 9, total: 9 } })).toEqual({ right: 2, total: 3 })
    expect(recallOf({ results: [], recall: { right: 1, total: 4 } })).toEqual({ right: 1, total: 4 })
    expect(recallOf({})).toBeNull()
  })

  it('has a share only when something was counted', () => {
    expect([recallShare({ recall: { right: 1, total: 4 } }), recallShare({ recall: null })]).toEqual([
      0.25,
      null,
    ])
  })
})

describe('prerequisite edges', () => {
  const unit = (id: string, prereqs: string[]) => ({
    id,
    name: id,
    prereqs,
    kind: 'fact',
    est_min: 60,
    source: 'agent',
  })

  it('lead from each prerequisite to its unit', () => {
    const clo = { units: [unit('a', []), unit('c', ['a', 'b'])] }

    expect(listPrereqEdges({ ...NO_SIGNALS, clo })).toEqual([{ from: 'a', to: 'c' }, { from: 'b', to: 'c' }])
  })

  it('are none without a valid curriculum', () => {
    for (const clo of [null, {}, { units: 7 }, { units: [{ id: 'a' }] }]) {
      expect(listPrereqEdges({ ...NO_SIGNALS, clo })).toEqual([])
    }
  })
})
