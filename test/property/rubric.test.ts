import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../supabase/functions/_shared/contract/plan.ts'
import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { contextOfDay } from '../../supabase/functions/_shared/domain/rubric/contextOfDay.ts'
import type { RubricContext } from '../../supabase/functions/_shared/domain/rubric/rubricContext.ts'
import { scorePlan } from '../../supabase/functions/_shared/domain/rubric/scorePlan.ts'
import { ADDED, SEEN } from '../bench/plans/adversarial.ts'
import { goodPlan } from '../bench/plans/scoreAttacks.ts'
import { inputArb } from './plannerArbitraries.ts'

const scoredArb: fc.Arbitrary<{ plan: Plan; context: RubricContext }> = inputArb.map((input) => {
  const plan = composePlan(input)
  return { plan, context: contextOfDay({ ...input, recent_plans: [], reviews_due: plan.reviews_due }) }
})

/** The same JSON with its keys turned round, at every depth. */
function turnKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnKeys)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, turnKeys(item)]))
}

/** JSON that looks like a plan and is none. */
const crookedArb = fc.record({
  steps: fc.oneof(
    fc.jsonValue(),
    fc.array(fc.oneof(
      fc.jsonValue(),
      fc.record({
        minutes: fc.oneof(fc.double(), fc.jsonValue()),
        action: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()),
        kind: fc.constantFrom('retrieve', 'study', 'x', null),
        unit_ids: fc.oneof(fc.array(fc.constantFrom('ml-split', '__proto__', 'constructor')), fc.jsonValue()),
        objective_ids: fc.jsonValue(),
        why: fc.jsonValue(),
        resource: fc.jsonValue(),
      }, { requiredKeys: [] }),
    )),
  ),
  objectives: fc.jsonValue(),
  milestone: fc.jsonValue(),
  grounding: fc.jsonValue(),
}, { requiredKeys: [] })

describe('law 15', () => {
  it('any JSON scores within 0..100, and every part within its weight', () => {
    const { context } = goodPlan()
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), crookedArb), (plan) => {
      const { total, parts } = scorePlan(plan, context)
      expect(total).toBeGreaterThanOrEqual(0)
      expect(total).toBeLessThanOrEqual(49)
      for (const points of Object.values(parts)) expect(points).toBeGreaterThanOrEqual(0)
    }))
  })

  it("the planner's own plan fails no hard gate, whatever the topic, the history and the agents", () => {
    fc.assert(
      fc.property(scoredArb, ({ plan, context }) => {
        expect(scorePlan(plan, context).flags.filter((flag) => flag.cap === 49)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('the order of keys changes nothing', () => {
    fc.assert(
      fc.property(scoredArb, ({ plan, context }) => {
        expect(scorePlan(turnKeys(plan), context)).toEqual(scorePlan(plan, context))
      }),
      { numRuns: 50 },
    )
  })

  it('no attack gets past its cap from any plan that is about units', () => {
    const grounded = scoredArb.filter(({ plan }) => plan.steps.some((step) => step.unit_ids.length > 0))
    const capped = [...SEEN, ...ADDED].filter((attack) => attack.cap <= 69)
    fc.assert(
      fc.property(grounded, fc.constantFrom(...capped), ({ plan, context }, attack) => {
        const changed = attack.change(plan, context)
        expect(scorePlan(changed.plan, changed.context ?? context).total).toBeLessThanOrEqual(attack.cap)
      }),
      { numRuns: 300 },
    )
  })
})
