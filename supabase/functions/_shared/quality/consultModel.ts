import { askModel, type ModelOutcome } from '../agents/askModel.ts'
import type { ModelRequest } from '../contract/model.ts'
import { modelBudgetMs } from '../domain/quality/budget.ts'
import { type Attempt, type Session, timeLeft } from './session.ts'

export type Question = Pick<ModelRequest, 'task' | 'variant' | 'candidates' | 'issues'>

/** One question to the configured model; what it is told of prompt and day is the same for every task of the run. */
export async function consultModel(
  session: Session,
  question: Question,
  attempt: Attempt,
): Promise<ModelOutcome> {
  const { input, situation, context, ports } = session
  if (ports.fast_agent === null) throw new Error('Cannot ask a model: none is configured')
  const { intent, position } = situation.input
  return await askModel(ports.fast_agent, {
    ...question,
    prompt: input.prompt,
    day: {
      topic: intent.topic,
      end_goal: intent.end_goal,
      depth: intent.depth,
      minutes_exact: situation.baseline.minutes_total,
      ...position,
    },
    baseline_plan: situation.baseline,
    options: {},
    idempotency_key: attempt.idempotency_key,
    request_id: context.run.id,
    traceparent: context.traceparent,
    budget_ms: modelBudgetMs(timeLeft(session)),
    signal: attempt.signal,
  }, ports.agents)
}
