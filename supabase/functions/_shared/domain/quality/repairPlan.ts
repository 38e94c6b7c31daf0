import type { Plan, PlanStep } from '../../contract/plan.ts'
import { allocateMinutes } from '../planner/allocateMinutes.ts'

const ACTIVE: readonly PlanStep['kind'][] = ['practice', 'build', 'socratic', 'retrieve']
const LONGER = 1.4

/**
 * What the built-in planner can mend by itself: too little doing, or a lopsided day, both by moving minutes. Other
 * issues need words that it does not have, so the plan stays as it is and the next score says so.
 */
export function repairPlan(plan: Plan, issueIds: readonly string[]): Plan {
  const weightOf = chooseWeights(issueIds)
  if (weightOf === null) return plan
  const minutes = allocateMinutes(plan.minutes_total, plan.steps.map(weightOf))
  return {
    ...plan,
    steps: plan.steps.map((step, index) => ({ ...step, minutes: minutes[index] ?? step.minutes })),
  }
}

function chooseWeights(issueIds: readonly string[]): ((step: PlanStep) => number) | null {
  const names = ['active_share', 'passive', 'load', 'lopsided', 'micro_steps']
  const [found] = names.filter((name) =>
    issueIds.includes(`part:${name}`) || issueIds.includes(`flag:${name}`)
  )
  if (found === undefined) return null
  const isActive = found === 'active_share' || found === 'passive'
  // Square roots pull long and short steps together and keep their order.
  return isActive
    ? (step) => step.minutes * (ACTIVE.includes(step.kind) ? LONGER : 1)
    : (step) => Math.sqrt(step.minutes)
}
