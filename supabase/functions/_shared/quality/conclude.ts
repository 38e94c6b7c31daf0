import type { Final } from '../contract/session.ts'
import type { NewRunEvent } from '../contract/runs.ts'
import { renderPlan } from '../domain/planner/renderPlan.ts'
import { answerIssues } from '../domain/quality/answerIssues.ts'
import { describeEnd } from '../domain/quality/describeEnd.ts'
import { listFlaws } from '../domain/quality/findIssues.ts'
import { servePlan } from '../domain/quality/servePlan.ts'
import type { Outcome } from '../runs/worker.ts'
import { type BoundDay, composeBind } from './boundDay.ts'
import { judgeCandidate } from './candidates.ts'
import type { Improved } from './improve.ts'
import type { Settled } from './scoreLater.ts'
import type { Session } from './session.ts'

/** The end of the story: the winner with every issue answered, and the day it becomes. */
export async function conclude(
  session: Session,
  improved: Improved,
  { winner, candidates, events }: Settled,
  bound: BoundDay | null,
): Promise<Outcome> {
  const { settings, situation } = session
  const plan = servePlan(winner.plan, candidates, situation.input.previous)
  const { name, iteration, score } = winner
  const final: Final = {
    name,
    iteration,
    score,
    plan_md: renderPlan(plan, []),
    plan_json: plan,
    issues: answerIssues(improved.rounds, {
      // The refinements were the other one's, when a late score has changed the winner.
      iteration: name === improved.best.name ? iteration : 0,
      found: listFlaws(judgeCandidate(winner, situation), score >= settings.qualityThreshold),
      stopped_by: improved.stopped_by,
    }),
    stopped_by: improved.stopped_by,
  }
  const end = describeEnd(final, settings.qualityThreshold, candidates)
  if (bound === null) return { end, bind: null, events }

  const chosen = { plan, plan_score: winner.rubric?.total ?? 0, instructor_failure: null }
  const bind = await composeBind(session, bound, chosen)
  return 'refused' in bind
    ? { end, bind: null, events: [...events, tellRefusedBind(bind.refused)] }
    : { end, bind, events }
}

export function tellRefusedBind(reason: string): NewRunEvent {
  return { type: 'bind_refused', level: 'warn', message: 'The day keeps the plan it has', data: { reason } }
}
