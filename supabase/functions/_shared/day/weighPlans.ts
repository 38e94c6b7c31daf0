import type { InstructorPolicy } from '../agents/endpoints.ts'
import type { Plan } from '../contract/plan.ts'
import { GATE_CAP, type PlanScore } from '../domain/rubric/planScore.ts'
import type { AgentTrace, FailureReason } from '../domain/signalQuality.ts'

export type ChosenPlan = {
  plan: Plan
  /** Rubric total of the served plan, 0..100. */
  plan_score: number
  instructor_failure: FailureReason | null
}

/** The plan that is served, and how the instructor was asked; null when none is configured. */
export type AskedPlan = ChosenPlan & { instructor: AgentTrace | null }

type Scored = { plan: Plan; score: PlanScore }

const candidateOf = ({ plan, score }: Scored) => ({ source: plan.source, score: score.total })

/** The built-in plan with its score, and what became of the instructor's. */
export function serveBaseline(
  ours: Scored,
  others: Plan['candidates'],
): Omit<ChosenPlan, 'instructor_failure'> {
  return {
    plan: { ...ours.plan, candidates: [candidateOf(ours), ...others] },
    plan_score: ours.score.total,
  }
}

/**
 * Ours or the instructor's. A failed hard gate is a failure of the instructor; fewer points than the built-in plan
 * are none: then the better plan is served and the day is not degraded.
 */
export function weighPlans(ours: Scored, theirs: Scored, policy: InstructorPolicy): ChosenPlan {
  const gate = theirs.score.flags.find((flag) => flag.cap === GATE_CAP)
  if (gate) {
    const rejected = { ...candidateOf(theirs), rejected: gate.says }
    return { ...serveBaseline(ours, [rejected]), instructor_failure: 'rejected' }
  }
  if (policy === 'beat' && theirs.score.total < ours.score.total) {
    const rejected = { ...candidateOf(theirs), rejected: 'scores below the built-in plan' }
    return { ...serveBaseline(ours, [rejected]), instructor_failure: null }
  }
  return {
    plan: { ...theirs.plan, candidates: [candidateOf(ours), candidateOf(theirs)] },
    plan_score: theirs.score.total,
    instructor_failure: null,
  }
}
