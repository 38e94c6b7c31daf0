import type { Plan, PlanStep } from '../../contract/plan.ts'
import { allocateMinutes } from '../planner/allocateMinutes.ts'

type Kind = PlanStep['kind']
type Arrangement = { first: readonly Kind[]; weight: Partial<Record<Kind, number>> }

/** Which kinds of steps a strategy puts first, and how much more of the time they get. */
const ARRANGEMENTS: Record<string, Arrangement> = {
  'project-first': { first: ['build', 'practice'], weight: { build: 1.3, practice: 1.2 } },
  'theory-first': { first: ['study', 'example'], weight: { study: 1.3, example: 1.2 } },
  'review-first': { first: ['retrieve', 'diagnose', 'socratic'], weight: { retrieve: 1.3, socratic: 1.2 } },
}

/**
 * The same day in another order and with other weights, to the exact minute. A diagnosis stays before what it
 * diagnoses, a break in the middle and the reflection at the end; an unknown strategy leaves the plan as it is.
 */
export function arrangePlan(plan: Plan, strategy: string): Plan {
  const arrangement = ARRANGEMENTS[strategy]
  if (arrangement === undefined) return plan
  const fixed = (step: PlanStep) =>
    step.kind === 'break' || step.kind === 'reflect' || step.kind === 'diagnose'
  const movable = plan.steps.filter((step) => !fixed(step))
  const ahead = movable.filter((step) => arrangement.first.includes(step.kind))
  const queue = [...ahead, ...movable.filter((step) => !ahead.includes(step))]
  const ordered = plan.steps.map((step) => fixed(step) ? step : queue.shift() ?? step)

  const minutes = allocateMinutes(
    plan.minutes_total,
    ordered.map((step) => step.minutes * (arrangement.weight[step.kind] ?? 1)),
  )
  return {
    ...plan,
    steps: ordered.map((step, index) => ({
      ...step,
      id: `w${plan.week}d${plan.day}s${index + 1}`,
      minutes: minutes[index] ?? step.minutes,
    })),
  }
}
