import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../supabase/functions/_shared/contract/plan.ts'
import { planSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { allocateMinutes } from '../../supabase/functions/_shared/domain/planner/allocateMinutes.ts'
import { pastDaysOf } from '../../supabase/functions/_shared/domain/planner/completedDays.ts'
import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { introducedLast } from '../../supabase/functions/_shared/domain/planner/pastUnits.ts'
import { readMeta } from '../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { resolveContent } from '../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { knownUnitIds } from '../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { isMilestoneDay, weeksTotal } from '../../supabase/functions/_shared/domain/planner/weeks.ts'
import { WHY_RULES } from '../../supabase/functions/_shared/domain/planner/whyRules.ts'
import { addDays } from '../../supabase/functions/_shared/domain/time/calendar.ts'
import { liveThrough, makeDone, makeInput, makeIntent } from '../unit/domain/learnerFixture.ts'
import { inputArb, intentArb, reportArb } from './plannerArbitraries.ts'

const runs = { numRuns: 300 }
const sum = (plan: Plan) => plan.steps.reduce((total, step) => total + step.minutes, 0)

describe('allocateMinutes', () => {
  it('is exact for every budget and any weights', () => {
    const weights = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double()),
      { minLength: 1, maxLength: 10 },
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 180 }),
        weights,
        (total, given) => {
          const minutes = allocateMinutes(total, given)

          expect(minutes.reduce((a, b) => a + b, 0)).toBe(total)
          expect(minutes.every((part) => Number.isInteger(part) && part >= 2))
            .toBe(true)
        },
      ),
    )
  })
})

describe('composePlan', () => {
  it('sums to the budget with at least 2 minutes a step (law 1)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const plan = composePlan(input)

        expect(sum(plan)).toBe(input.intent.time_per_day_min)
        expect(Math.min(...plan.steps.map((step) => step.minutes)))
          .toBeGreaterThanOrEqual(2)
      }),
      runs,
    )
  })

  it('holds the number of steps that fits the length and is schema-valid for any text (law 2)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const plan = composePlan(input)
        const budget = input.intent.time_per_day_min
        const [least, most] = budget < 45 ? [3, 5] : budget < 90 ? [4, 6] : [5, 9]

        expect(planSchema.safeParse(plan).error?.issues ?? []).toEqual([])
        expect(plan.steps.length).toBeGreaterThanOrEqual(least)
        expect(plan.steps.length).toBeLessThanOrEqual(most)
      }),
      runs,
    )
  })

  it('gives the same bytes for the same input (law 3)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const copy = structuredClone(input)

        expect(JSON.stringify(composePlan(copy))).toBe(JSON.stringify(composePlan(input)))
        expect(copy).toEqual(input)
      }),
      runs,
    )
  })

  it('opens no unit before its prerequisites, over a whole course (law 4)', () => {
    fc.assert(
      fc.property(
        intentArb,
        fc.array(reportArb, { minLength: 1, maxLength: 25 }),
        (intent, reports) => {
          const meta = readMeta(intent.meta)
          const content = resolveContent(intent, meta, [])
          const met = new Set(knownUnitIds(content, meta))
          const prereqs = new Map(content.units.map((unit) => [unit.id, unit.prereqs]))

          for (const { plan } of liveThrough(intent, reports, true)) {
            for (const id of plan.steps.flatMap((step) => step.unit_ids)) {
              for (const needed of prereqs.get(id) ?? []) {
                expect(met.has(needed), `${id} needs ${needed}`).toBe(true)
              }
              met.add(id)
            }
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('brings a new unit in any two sessions that could, while units remain (law 8)', () => {
    fc.assert(
      fc.property(
        intentArb,
        fc.array(reportArb, { minLength: 3, maxLength: 25 }),
        (intent, reports) => {
          const meta = readMeta(intent.meta)
          const content = resolveContent(intent, meta, [])
          const known = knownUnitIds(content, meta)
          for (const { input, plan } of liveThrough(intent, reports)) {
            const visits = new Map(input.units.map((unit) => [unit.unit_id, unit]))
            const remaining = content.units.filter((unit) => !visits.has(unit.id) && !known.has(unit.id))
            const exempt = isMilestoneDay(input.position, meta, weeksTotal(intent, meta)) ||
              plan.adaptation.some((entry) => entry.rule === 're_entry')
            const past = pastDaysOf(input.history)
            if (
              exempt || remaining.length === 0 ||
              introducedLast({ past, visits, meta, intent })
            ) {
              continue
            }

            expect(plan.steps.flatMap((step) => step.unit_ids).some((id) => !visits.has(id))).toBe(true)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('yields a plan after any gap, and a re-entry from 4 days on (law 9)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 20, max: 180 }),
        (gap, budget) => {
          const done = makeDone()
          const plan = composePlan(makeInput({
            intent: makeIntent({ time_per_day_min: budget }),
            position: { week: 1, day: 2 },
            local_date: addDays(done.local_date, gap),
            history: [done],
            units: foldCompletions([], [done]),
            sessions_completed: 1,
          }))

          expect(sum(plan)).toBe(budget)
          expect(plan.adaptation.some((entry) => entry.rule === 're_entry'))
            .toBe(gap >= 4)
        },
      ),
    )
  })

  it('contains no address, score or assessment that the input did not bring (law 12)', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const plan = composePlan(input)
        const given = JSON.stringify([input.intent.topic, input.intent.end_goal, input.intent.meta])

        expect(plan.candidates).toEqual([{ source: 'builtin', score: null }])
        for (const step of plan.steps) {
          if (step.resource?.url) expect(given).toContain(step.resource.url)
        }
        for (
          const [url] of JSON.stringify(plan).matchAll(/https?:\/\/[^\s"\\…]+/g)
        ) expect(given).toContain(url)
      }),
      runs,
    )
  })

  it('names in every why a rule that fired (law 17)', () => {
    const labels = Object.values(WHY_RULES)
    fc.assert(
      fc.property(inputArb, (input) => {
        const plan = composePlan(input)
        const seen = new Set(input.units.map((unit) => unit.unit_id))
        const meta = readMeta(input.intent.meta)
        const isMilestone = isMilestoneDay(input.position, meta, weeksTotal(input.intent, meta))
        for (const step of plan.steps) {
          const label = labels.find((each) => step.why.startsWith(`${each}: `))
          expect(label, step.why).toBeDefined()
          if (label === WHY_RULES.fresh) {
            expect(step.unit_ids.some((id) => !seen.has(id))).toBe(true)
          }
          if (label === WHY_RULES.second_visit || label === WHY_RULES.transfer) {
            expect(step.unit_ids.every((id) => seen.has(id))).toBe(true)
          }
          if (label === WHY_RULES.milestone) expect(isMilestone).toBe(true)
          if (label === WHY_RULES.reentry) {
            expect(plan.adaptation.map((entry) => entry.rule)).toContain('re_entry')
          }
          if (label === WHY_RULES.pause) {
            expect(input.intent.time_per_day_min).toBeGreaterThanOrEqual(90)
          }
          if (label === WHY_RULES.setup) {
            expect(plan.grounding).toBe('process_only')
          }
        }
      }),
      runs,
    )
  })
})

describe('foldCompletions', () => {
  it('gives the same state in one go and day by day, and keeps the order of first appearance (law 10)', () => {
    const dayArb = fc.record({
      unit_ids: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 5 }),
      offset: fc.integer({ min: 0, max: 60 }),
    }).map(({ unit_ids, offset }) => makeDone({ unit_ids, local_date: addDays('2025-01-20', offset) }))
    fc.assert(
      fc.property(
        fc.array(dayArb, { maxLength: 12 }),
        fc.nat(12),
        (days, cut) => {
          const inOneGo = foldCompletions([], days)
          const inTwo = foldCompletions(foldCompletions([], days.slice(0, cut)), days.slice(cut))

          expect(inTwo).toEqual(inOneGo)
          expect(inOneGo.map((unit) => unit.unit_id)).toEqual([
            ...new Set(days.flatMap((day) => day.unit_ids)),
          ])
        },
      ),
    )
  })
})
