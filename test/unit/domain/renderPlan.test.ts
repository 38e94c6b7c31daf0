import { describe, expect, it } from 'vitest'
import { composePlan } from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { renderPlan, summarizePlan } from '../../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import { makeInput, makeIntent } from './learnerFixture.ts'

const plan = composePlan(makeInput())

describe('renderPlan', () => {
  it("begins with the README's two headings", () => {
    expect(renderPlan(plan, [])).toMatch(
      /^# Daily Learning Plan\n\n## Today's Focus: Auditing a data table\n/,
    )
  })

  it('says in plain words what was missing, and nothing when nothing was', () => {
    expect(renderPlan(plan, ['ta:timeout', 'clo:stale'])).toContain(
      'Not everything could be asked today: the exercises (no answer in time), the weekly objectives (an older copy is used).',
    )
    expect(renderPlan(plan, [])).not.toContain('**Note:**')
  })

  it.each([
    ['clo:rate_limited', 'the weekly objectives (too many requests at the moment)'],
    ['alex:bad_schema', 'the project (the answer could not be read)'],
    ['ta:agent_error', 'the exercises (an error on the other side)'],
    ['socratic:circuit_open', 'the questions (paused after repeated errors)'],
    ['clo:not_found', 'the weekly objectives (nothing is known there yet)'],
    ['instructor:rejected', "the instructor's version of the plan (it did not pass our checks)"],
    ['instructor:budget', "the instructor's version of the plan (no time or allowance was left)"],
    ['somebody', 'one input (not available)'],
    ['toString:constructor', 'one input (not available)'],
  ])('%s reads: %s', (reason, words) => {
    expect(renderPlan(plan, [reason])).toContain(`Not everything could be asked today: ${words}.`)
  })

  it('names ten missing inputs at most', () => {
    expect(renderPlan(plan, Array(12).fill('ta:timeout')).match(/the exercises/g)).toHaveLength(10)
  })

  it('says that a plan without an outline has no content of its own', () => {
    const method = composePlan(makeInput({ intent: makeIntent({ topic: 'Beekeeping' }) }))

    expect(renderPlan(method, [])).toContain('This plan has no content of its own')
  })

  it("links the learner's source and nothing else", () => {
    const meta = { outline: ['The hive'], source: { title: 'Bees](x)', url: 'https://bees.example/(a)' } }
    const bees = composePlan(makeInput({ intent: makeIntent({ topic: 'Beekeeping', meta }) }))

    expect(renderPlan(bees, [])).toContain('[Bees&#93;(x)](https://bees.example/%28a%29)')
  })

  it('shows a hostile topic as the text it is', () => {
    const topic = '<img src=x onerror=alert(1)> [x](javascript:y) `z`'
    const hostile = composePlan(makeInput({ intent: makeIntent({ topic }) }))

    expect(renderPlan(hostile, [])).toContain(
      '\\<img src=x onerror=alert(1)\\> \\[x\\](javascript:y) \\`z\\`',
    )
  })
})

describe('summarizePlan', () => {
  it('cuts each step at a word and names its minutes', () => {
    const { steps } = summarizePlan(plan)

    expect(steps).toHaveLength(plan.steps.length)
    for (const step of steps) expect(step).toMatch(/^.{20,140} \(\d+ min\)$/)
  })
})
