import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { arrivalReasons } from '../../../supabase/functions/_shared/domain/planner/arrivalReasons.ts'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { renderPlan } from '../../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import {
  arrivalOf,
  type PastDay,
  type Situation,
} from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { makeInput, makeIntent, NO_SIGNALS } from './learnerFixture.ts'

const past = (more: Partial<PastDay> = {}): PastDay => ({
  ...{ week: 1, day: 1, local_date: '2025-01-20', planned_min: 60, minutes: 60, confidence: 7, recall: null },
  ...{ unit_ids: [], struggle: false },
  ...more,
})

describe('what is said about the arrival', () => {
  const reasons = (last: Partial<PastDay> | null, { level = 2, before = 2, today = '2025-01-21' } = {}) => {
    const days = last === null ? [] : [past(last)]
    const arrival = arrivalOf(days, today, readMeta({}))
    return arrivalReasons({ arrival, past: days, level } as unknown as Situation, before)
      .map(({ rule, reason }) => `${rule}: ${reason}`)
  }

  it('is nothing after a plain day, and at the beginning', () => {
    expect(reasons({})).toEqual([])
    expect(reasons(null)).toEqual([])
    expect(arrivalReasons({ past: [], level: 3 } as unknown as Situation, null)).toEqual([])
  })

  it('is why the level changed', () => {
    expect(reasons({}, { level: 3 })).toEqual([
      'level_up: Level 3 instead of 2: two days in a row with confidence 8 or more and enough time.',
    ])
    expect(reasons({ confidence: 5 }, { level: 1 })).toEqual([
      'level_down: Level 1 instead of 2: the last day was rated 5.',
    ])
    expect(reasons({ confidence: null }, { level: 1 })).toEqual([
      'level_down: Level 1 instead of 2: the last day was rated low.',
    ])
    expect(reasons(null, { level: 1 })).toEqual([
      'level_down: Level 1 instead of 2: the last day was rated low.',
    ])
    expect(reasons({ confidence: 5, recall: { right: 3, total: 5 } }, { level: 1 })).toEqual([
      'level_down: Level 1 instead of 2: 3 of 5 recalled on the last day.',
    ])
  })

  it('is that a rating was far above recall, from three tenths of the scale on', () => {
    const gap = (confidence: number | null, right: number) =>
      reasons({ confidence, recall: { right, total: 8 } }).filter((reason) =>
        reason.startsWith('calibration_gap')
      )

    expect(gap(9, 4)).toEqual([
      'calibration_gap: You rated 9 of 10 and recalled 4 of 8: the recall decides what comes back.',
    ])
    expect([gap(8, 4).length, gap(7, 4).length, gap(4, 8).length, gap(null, 4).length]).toEqual([1, 0, 0, 0])
  })

  it('is each thing that was out of the ordinary', () => {
    expect(reasons({}, { today: '2025-01-26' })).toEqual([
      're_entry: 6 days since the last session: more recall, fewer new units.',
    ])
    expect(reasons({ confidence: 4 })).toEqual([
      'shaky: The last session was shaky: one new unit fewer today.',
    ])
    expect(reasons({ struggle: true })).toEqual([
      'struggle: Your last note speaks of trouble: its main unit returns and the level does not rise.',
    ])
    expect(reasons({ minutes: 91 })).toEqual([
      'overtime: The last session took 91 of 60 minutes: fewer new units, same time.',
    ])
    expect(reasons({ minutes: 29 })).toEqual([
      'unfinished: The last session ended after 29 of 60 minutes: its unit returns first.',
    ])
  })
})

describe('a composed day', () => {
  const bees = (meta: object, more = {}) => makeIntent({ topic: 'Beekeeping', meta: { ...meta }, ...more })
  const OUTLINE = { outline: ['The hive', 'The queen', 'Swarming'] }

  it('says what it serves today', () => {
    const plan = composePlan(makeInput({ intent: bees(OUTLINE) }))

    expect(plan.goal_link).toMatch(/^Build production ML models \(stage 1 of 4: .*\)\. Today: The hive\.$/)
    expect(plan.if_then).toMatch(/^If it is 07:00 and I sit down, I start step 1: \S/)
    expect(composePlan(makeInput({ intent: bees({}) })).goal_link).toMatch(
      /Today: Find your outline: Beekeeping\.$/,
    )
  })

  it('without content flags it, and explains it', () => {
    const plan = composePlan(makeInput({ intent: bees({}) }))

    expect(plan.risk_flags).toEqual(['outline_missing'])
    expect(plan.adaptation).toContainEqual({
      rule: 'outline_missing',
      reason: 'No outline is known, so the plan schedules method, not content.',
    })
    expect(composePlan(makeInput({ intent: bees(OUTLINE) })).risk_flags).toEqual([])
  })

  it("takes an agent's milestone only with the agent's own units", () => {
    const unit = { id: 'hive', name: 'The hive', prereqs: [], kind: 'fact', est_min: 60, source: 'agent' }
    const milestone = { id: 'm', text: 'A hive of your own', stage: 1, evidence: 'a photo' }
    const signals = { ...NO_SIGNALS, clo: { units: [unit], grounding: 'agent', milestone } }
    const textOf = (meta: object) => composePlan(makeInput({ intent: bees(meta), signals })).milestone.text

    expect(textOf({})).toBe('A hive of your own')
    expect(textOf(OUTLINE)).toMatch(/^Week 1: /)
    const without = { ...NO_SIGNALS, clo: { units: [unit], grounding: 'agent' } }
    expect(composePlan(makeInput({ intent: bees({}), signals: without })).milestone.text).toBe(
      'Week 1: a version that runs end to end, made with "The hive".',
    )
  })

  it('is no milestone while there is nothing to make one from', () => {
    const plan = composePlan(makeInput({ intent: bees(OUTLINE), position: { week: 1, day: 5 } }))

    expect(plan.title).toBe('The hive')
  })

  it('lets no break serve an objective, and numbers its steps by week and day', () => {
    const plan = composePlan(makeInput({
      intent: bees({ ...OUTLINE }, { time_per_day_min: 90 }),
      position: { week: 3, day: 2 },
    }))
    const served = (each: Plan['steps'][number]) => each.objective_ids.length > 0

    expect(plan.steps.map(({ id }) => id)).toEqual(plan.steps.map((_, index) => `w3d2s${index + 1}`))
    expect(plan.steps.filter(({ kind }) => kind === 'break').map(served)).toEqual([false])
    expect(plan.steps.filter(({ kind }) => kind === 'study').every(served)).toBe(true)
    const method = composePlan(makeInput({ intent: bees({}, { time_per_day_min: 90 }) }))
    expect(method.steps.filter((each) => !served(each)).map(({ kind }) => kind)).toEqual(['break'])
  })
})

describe('a page', () => {
  const plan = composePlan(makeInput())
  const [first, second] = plan.steps
  if (!first || !second) throw new Error('Cannot render: the plan has no two steps')
  const pageOf = (more: Partial<Plan>) => renderPlan({ ...plan, ...more }, [])

  it('says which steps hold reviews', () => {
    const recall = (...unit_ids: string[]) => ({ ...first, kind: 'retrieve' as const, unit_ids })
    const page = (...steps: Plan['steps']) =>
      /\*\*Due today:\*\* .*/.exec(pageOf({ steps, reviews_due: ['a', 'b'], reviews_included: ['a', 'b'] }))
        ?.[0]

    expect(page(recall('a', 'b', 'other'), second)).toBe('**Due today:** 2, of which 2 in step 1')
    expect(page(recall('a'), { ...second, unit_ids: ['b'] }, recall('b'))).toBe(
      '**Due today:** 2, of which 2 in steps 1, 3',
    )
    expect(pageOf({ reviews_due: ['a'], reviews_included: [] })).not.toContain('### Reviews')
  })

  it('lists what changed since the version before', () => {
    const changes = {
      ...{ from_version: 2, added: ['study: A'], removed: ['build: B'], moved: ['reflect: C'], minutes: 0 },
      reason: 'The level changed.',
    }

    expect(pageOf({ changes, adaptation: [{ rule: 'shaky', reason: 'It was shaky.' }] })).toContain([
      '### What changed and why',
      '',
      '- **Today:** It was shaky.',
      '- **Changed since version 2:** The level changed.',
      '- **Added:** study: A',
      '- **Removed:** build: B',
      '- **Moved:** reflect: C',
      '',
    ].join('\n'))
    expect(pageOf({ adaptation: [] })).not.toContain('### What changed')
  })

  it('leaves out what is not there', () => {
    const { if_then: _ifThen, ...bare } = plan

    expect(pageOf({ description: '' })).not.toContain('**About:**')
    expect(pageOf({})).toContain('**About:**')
    expect(renderPlan(bare, [])).not.toContain('**If-then:**')
  })

  it('of texts of four bytes a character stays within 64 KiB', () => {
    const text = '🐝'.repeat(290)
    const steps = Array(12).fill({
      ...first,
      action: text,
      done_when: text.slice(0, 240),
      why: text.slice(0, 240),
    })
    const adaptation = Array(12).fill({ rule: 'shaky', reason: text.slice(0, 240) })
    const changes = {
      ...{ from_version: 1, added: Array(40).fill(text), removed: [], moved: [], minutes: 0, reason: 'x' },
    }
    const sizeOf = (page: string) => new TextEncoder().encode(page).length

    expect(sizeOf(pageOf({ steps, adaptation }))).toBeGreaterThan(20_000)
    expect(sizeOf(pageOf({ steps, adaptation, changes }))).toBeLessThan(64 * 1024)
    expect(sizeOf(pageOf({ steps, adaptation, changes }))).toBeGreaterThan(10_000)
  })
})
