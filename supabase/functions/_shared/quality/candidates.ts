import { type Candidate, candidateSchema, type Issue, type Variant } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import { acceptInstructorPlan } from '../domain/planner/acceptInstructorPlan.ts'
import { renderPlan } from '../domain/planner/renderPlan.ts'
import { arrangePlan } from '../domain/quality/arrangePlan.ts'
import { weighScores } from '../domain/quality/externalScore.ts'
import { scorePlan } from '../domain/rubric/scorePlan.ts'
import type { Situation } from './situation.ts'

/** A plan with its score by the rubric, and by the outside scorer when one was asked. */
export function scoreCandidate(
  made: { name: string; iteration: number; plan: Plan },
  situation: Situation,
  external_score: number | null,
): Candidate {
  const { total, flags, parts } = scorePlan(made.plan, situation.context)
  const cap = Math.min(100, ...flags.map((flag) => flag.cap))
  return {
    ...made,
    score: weighScores({ total, cap }, external_score),
    rubric: { total, flags: flags.map((flag) => flag.name), parts },
    external_score,
    text: renderPlan(made.plan, []),
    error_code: null,
  }
}

export function failedCandidate(name: string, error_code: string): Candidate {
  return {
    name,
    iteration: 0,
    score: null,
    rubric: null,
    external_score: null,
    plan: null,
    text: '',
    error_code,
  }
}

/** A variant by our own planner: the built-in plan in the strategy's order. */
export function arrangeVariant(variant: Variant, situation: Situation): Plan {
  return arrangePlan(situation.baseline, variant.name)
}

/** A model's plan that may be served, or why not; its words are cleaned and its minutes made exact. */
export function acceptModelPlan(
  answer: { plan_json?: unknown },
  situation: Situation,
): { plan: Plan } | { rejected: string } {
  return acceptInstructorPlan(answer, situation.baseline, situation.context.allowed_urls)
}

/** The critics' first voice: what the rubric found, with ids and evidence. */
export function rubricOf(candidate: Candidate, situation: Situation) {
  return candidate.plan === null ? null : scorePlan(candidate.plan, situation.context)
}

export function readCandidate(output: unknown): Candidate {
  return candidateSchema.parse(output)
}

/** Issues as they are told to a model. */
export function briefIssues(issues: readonly Issue[]) {
  return issues.map(({ id, by, says, evidence }) => ({ id, by, says, evidence }))
}
