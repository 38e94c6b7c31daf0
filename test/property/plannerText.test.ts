import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CompletionFact } from '../../supabase/functions/_shared/contract/facts.ts'
import { type Plan, planSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { nextDayHint } from '../../supabase/functions/_shared/domain/hint.ts'
import { acceptInstructorPlan } from '../../supabase/functions/_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { learnerState } from '../../supabase/functions/_shared/domain/planner/learnerState.ts'
import { escapeText } from '../../supabase/functions/_shared/domain/planner/markdownText.ts'
import { renderPlan, summarizePlan } from '../../supabase/functions/_shared/domain/planner/renderPlan.ts'
import { makeDone, makeInput, makeIntent, SESSION_ID } from '../unit/domain/learnerFixture.ts'
import { inputArb, topicArb } from './plannerArbitraries.ts'

const SKELETON =
  /^(# Daily Learning Plan|## Today's Focus: .*|### (Objectives|Steps|Reviews|Milestone|What changed and why)|(\d{1,2}\. | {3,}- |- |> )?\*\*[A-Z][A-Za-z0-9 ()-]*:\*\* .*|)$/
const LINK = /\[((?:\\.|[^\\\]])*)\]\((https?:\/\/[^\s()<>]*)\)/g

/** What is left of a line after our own frame, our links and escaped characters are taken away. */
function strayOf(line: string): string {
  return line.replace(/\\[\\`*_[\]{}<>#|~&!$]/g, '').replace(LINK, '')
    .replace(/^(##? |\d{1,2}\. | {3,}- |- |> )?(\*\*[A-Z][A-Za-z0-9 ()-]*:\*\*)?/, '')
    .replace(/^(#{1,3}) /, '')
}

function expectHarmless(markdown: string, plan: Plan) {
  const urls = plan.steps.flatMap((step) => step.resource?.url ?? [])
  for (const line of markdown.split('\n')) {
    expect(line).toMatch(SKELETON)
    expect(strayOf(line)).not.toMatch(/[`*_[\]<>|~#&!]|:\/\/|www\.|[^\u2060]@/i)
    for (const [, , url] of line.matchAll(LINK)) {
      expect(urls.map((each) => new URL(each).href)).toContain(url)
    }
  }
}

describe('renderPlan', () => {
  it('opens no tag, link, image, heading, list, table, code or emphasis with text of others (law 16)', () => {
    fc.assert(
      fc.property(inputArb, fc.array(fc.oneof(topicArb, fc.constant('ta:timeout'))), (input, reasons) => {
        const plan = composePlan(input)
        const markdown = renderPlan(plan, reasons)

        expect(markdown.startsWith("# Daily Learning Plan\n\n## Today's Focus: ")).toBe(true)
        expectHarmless(markdown, plan)
        expect(renderPlan(structuredClone(plan), [...reasons])).toBe(markdown)
      }),
      { numRuns: 200 },
    )
  })

  it('stays within 64 KiB for the largest plan the schema allows', () => {
    fc.assert(fc.property(fc.constantFrom('漢', '😀', '@', '*', '\u0300'), (char) => {
      const base = composePlan(makeInput())
      const fill = (max: number) => char.repeat(Math.floor(max / char.length))
      const plan: Plan = {
        ...base,
        minutes_total: 24,
        adaptation: Array.from({ length: 12 }, () => ({ rule: 'r', reason: fill(240) })),
        steps: Array.from({ length: 12 }, (_, index) => ({
          ...base.steps[0]!,
          id: `w1d1s${index + 1}`,
          minutes: 2,
          action: fill(600),
          done_when: fill(240),
          why: fill(240),
          resource: { title: fill(200), url: `https://a.example/${'x'.repeat(480)}`, from: 'learner' },
        })),
      }

      expect(planSchema.safeParse(plan).success).toBe(true)
      expect(new TextEncoder().encode(renderPlan(plan, [])).length).toBeLessThanOrEqual(64 * 1024)
    }))
  })

  it('writes no more than the words of the plan, escaped (law 16)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const plan = composePlan(input)
        const markdown = renderPlan(plan, [])

        for (const step of plan.steps) {
          expect(markdown).toContain(escapeText(step.action))
          expect(markdown).toContain(escapeText(step.why))
        }
        for (const line of summarizePlan(plan).steps) expect(line).toMatch(/ \(\d+ min\)$/)
      }),
      { numRuns: 100 },
    )
  })
})

const evidenceArbs = {
  recall: fc.option(fc.record({ right: fc.integer({ min: 0, max: 5 }), total: fc.constant(5) })),
  results: fc.option(fc.array(
    fc.record({
      unit_id: fc.constantFrom('a', 'b'),
      outcome: fc.constantFrom('again' as const, 'hard' as const, 'good' as const, 'easy' as const),
    }),
    { minLength: 1, maxLength: 3 },
  )),
}

const factArb = fc.record({
  minutes: fc.integer({ min: 1, max: 480 }),
  planned: fc.integer({ min: 20, max: 180 }),
  confidence: fc.option(fc.integer({ min: 1, max: 10 })),
  difficulty: fc.integer({ min: 1, max: 5 }),
  notes: fc.option(fc.string({ minLength: 12 }).map((text) => `§${text}`)),
  ...evidenceArbs,
  before: fc.option(fc.record({
    confidence: fc.option(fc.integer({ min: 1, max: 10 })),
    minutes: fc.integer({ min: 1, max: 480 }),
    planned_min: fc.integer({ min: 20, max: 180 }),
    difficulty: fc.integer({ min: 1, max: 5 }),
    notes: fc.constantFrom(null, 'stuck', 'good'),
    ...evidenceArbs,
  })),
})

describe('nextDayHint', () => {
  it('says harder exactly when the level rises, and never contains notes (law 13)', () => {
    fc.assert(
      fc.property(factArb, ({ minutes, planned, confidence, difficulty, notes, recall, results, before }) => {
        const fact: CompletionFact = {
          session_id: SESSION_ID,
          completion_time_min: minutes,
          confidence,
          notes,
          completed_at: '2025-01-20T15:00:00.000Z',
          week: 1,
          day: 2,
          planned_min: planned,
          next: { week: 1, day: 3 },
          difficulty,
          recall,
          results,
          previous: before ? [before] : [],
        }
        const history = [
          ...(before ? [makeDone({ ...before })] : []),
          makeDone({ minutes, planned_min: planned, confidence, difficulty, notes, recall, results, day: 2 }),
        ]
        const state = learnerState({
          now: '2025-01-21T12:00:00.000Z',
          local_date: '2025-01-21',
          intent: makeIntent(),
          position: { week: 1, day: 3 },
          sessions_completed: history.length,
          last_completed_session_id: SESSION_ID,
          session: null,
          signals: [],
          history,
          units: [],
          unfolded: [],
          recent_plans: [],
          stamp: '1 2026-01-05 none 0 0',
          fence: 1,
        })
        const hint = nextDayHint(fact)

        expect(hint.includes('Increasing difficulty')).toBe(state.difficulty > difficulty)
        if (notes !== null) expect(hint).not.toContain(notes)
        expect(JSON.stringify(state)).not.toContain('"notes"')
      }),
      { numRuns: 2000 },
    )
  })

  it('never lowers the level for a higher last confidence (law 6)', () => {
    const level = (confidence: number, last: { minutes: number; notes: string }, before: number) =>
      composePlan(makeInput({
        history: [makeDone({ confidence: before }), makeDone({ confidence, ...last, day: 2 })],
      })).difficulty
    const lastArb = fc.record({
      minutes: fc.integer({ min: 1, max: 200 }),
      notes: fc.constantFrom('stuck', 'fine'),
    })
    fc.assert(
      fc.property(lastArb, fc.integer({ min: 1, max: 10 }), (last, before) => {
        const levels = Array.from({ length: 10 }, (_, index) => level(index + 1, last, before))

        expect(levels).toEqual(levels.toSorted((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })
})

describe('acceptInstructorPlan', () => {
  const stepArb = fc.oneof(
    fc.string(),
    fc.record({
      action: fc.oneof(
        fc.string({ minLength: 1, maxLength: 700 }),
        fc.webUrl().map((url) => `Read ${url} and write it down`),
      ),
      minutes: fc.oneof(fc.double(), fc.integer(), fc.string()),
      kind: fc.constantFrom('study', 'practice', 'nonsense'),
      unit_ids: fc.array(fc.constantFrom('ml-table-audit', 'ml-drift', '__proto__')),
      resource: fc.record({
        title: fc.string({ minLength: 1 }),
        url: fc.webUrl(),
        from: fc.constant('curated'),
      }),
    }, { requiredKeys: ['action'] }),
    fc.jsonValue(),
  )
  const answerArb = fc.oneof(
    fc.jsonValue().map((value): unknown => value),
    fc.record({
      plan_json: fc.record({
        title: fc.string(),
        steps: fc.array(stepArb, { maxLength: 14 }),
        __proto__: fc.jsonValue(),
      }, { requiredKeys: ['steps'] }),
    }),
  )

  it('never throws, and what it accepts is valid, exact and without foreign addresses', () => {
    const baseline = composePlan(makeInput())
    let accepted = 0
    fc.assert(
      fc.property(answerArb, (answer) => {
        const result = acceptInstructorPlan(answer, baseline, [])
        if ('rejected' in result) return
        accepted += 1
        const { plan } = result

        expect(planSchema.safeParse(plan).success).toBe(true)
        expect(plan.minutes_total).toBe(baseline.minutes_total)
        expect(JSON.stringify(plan)).not.toMatch(/https?:\/\//)
        expect(plan.steps.flatMap((step) => step.unit_ids)).not.toContain('ml-drift')
      }),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(0)
  })
})
