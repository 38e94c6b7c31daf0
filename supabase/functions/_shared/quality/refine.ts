import type { Candidate, Issue } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import type { WithScore } from '../domain/quality/pickBest.ts'
import { repairPlan } from '../domain/quality/repairPlan.ts'
import { makeCandidate } from './makeCandidate.ts'
import type { Session } from './session.ts'

/** The best candidate with the named issues worked on, and nothing else; the prompt stays as it was. */
export async function refine(
  session: Session,
  best: WithScore<Candidate> & { plan: Plan },
  issues: readonly Issue[],
  iteration: number,
): Promise<Candidate> {
  const { name } = best
  const ids = issues.map(({ id }) => id)
  const named = issues.map(({ id, by, says, evidence }) => ({ id, by, says, evidence }))
  return await makeCandidate(session, {
    key: `refine:${iteration}`,
    kind: 'refine',
    name,
    iteration,
    begins: {
      type: 'refinement_started',
      message: `Refining ${name}, iteration ${iteration}`,
      data: { name, iteration, issues: ids },
    },
    by: session.ports.fast_agent === null
      ? { plan: repairPlan(best.plan, ids) }
      : { question: { task: 'refine', variant: null, candidates: [best.plan], issues: named } },
    tell: (score) => {
      const is_kept = score > best.score
      const fate = is_kept
        ? `better than ${best.score}`
        : `no better than ${best.score}, which stays the best`
      return { message: `Iteration ${iteration} scores ${score}, ${fate}`, data: { is_kept } }
    },
  })
}
