import { findFailedGates } from './hardGates.ts'
import { lookAtPlan } from './lookAtPlan.ts'
import { measurePlan } from './partShares.ts'
import { PART_WEIGHTS, type PartName, type PlanScore, RUBRIC_VERSION } from './planScore.ts'
import type { RubricContext } from './rubricContext.ts'
import { scoreParts } from './scoreParts.ts'
import { findContentCap, findFailedFloors } from './softFloors.ts'

const rounded = (value: number, decimals: number) => Math.round(value * 10 ** decimals) / 10 ** decimals

/**
 * Plan-quality rubric v1: any JSON against what is known of the day, 0..100. Eleven weighted parts, capped at 49 by a
 * failed hard gate and at 69 by a soft floor; the flags name what failed. It measures the plan, not what is learnt.
 */
export function scorePlan(plan: unknown, context: RubricContext): PlanScore {
  const seen = lookAtPlan(plan, context)
  const measured = measurePlan(seen)
  const gates = findFailedGates(plan, seen)
  const flags = [...gates, ...findFailedFloors(seen, measured), ...findContentCap(seen)]
  const shares = scoreParts(seen, measured, new Set(gates.map((flag) => flag.name)))

  const names = Object.keys(PART_WEIGHTS) as PartName[] // Object.keys forgets the literal keys of a constant.
  const points = names.map((name) => [name, rounded(PART_WEIGHTS[name] * shares[name], 2)] as const)
  const weights = names.reduce((sum, name) => sum + PART_WEIGHTS[name], 0)
  const uncapped = (100 * points.reduce((sum, [, value]) => sum + value, 0)) / weights
  return {
    rubric: RUBRIC_VERSION,
    total: rounded(Math.min(uncapped, ...flags.map((flag) => flag.cap)), 1),
    // The entries are exactly the named parts.
    parts: Object.fromEntries(points) as Record<PartName, number>,
    flags,
  }
}
