import type { Candidate } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import { renderPlan } from '../domain/planner/renderPlan.ts'
import { capOf, weighScores } from '../domain/quality/weighScores.ts'
import { scorePlan } from '../domain/rubric/scorePlan.ts'
import type { Situation } from './situation.ts'

export type Made = { name: string; iteration: number; plan: Plan }

/** A plan with its score by the rubric, and by an outside scorer when one has spoken. */
export function scoreCandidate(made: Made, situation: Situation, external_score: number | null): Candidate {
  const { total, flags, parts } = scorePlan(made.plan, situation.context)
  return {
    ...made,
    score: weighScores({ total, cap: capOf(flags) }, external_score),
    rubric: { total, flags: flags.map((flag) => flag.name), parts },
    external_score,
    text: renderPlan(made.plan, []),
    error_code: null,
  }
}

/** An attempt that came to nothing, for the record. */
export function failedCandidate(name: string, iteration: number, error_code: string): Candidate {
  return {
    name,
    iteration,
    score: null,
    rubric: null,
    external_score: null,
    plan: null,
    text: '',
    error_code,
  }
}

/** What the issues of a candidate are found in. */
export function judgeCandidate(
  { plan, external_score }: { plan: Plan; external_score: number | null },
  situation: Situation,
) {
  return { score: scorePlan(plan, situation.context), external_score }
}
