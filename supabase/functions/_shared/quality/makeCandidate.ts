import { type Candidate, candidateSchema } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import type { NewRunEvent } from '../contract/runs.ts'
import { acceptInstructorPlan } from '../domain/planner/acceptInstructorPlan.ts'
import type { StepResult } from '../runs/runContext.ts'
import { failedCandidate, scoreCandidate } from './candidates.ts'
import { consultModel, type Question } from './consultModel.ts'
import { scoreQuickly } from './scoreQuickly.ts'
import type { Attempt, Session } from './session.ts'

/** How a candidate is made: by a question to the model, or by our own planner. */
export type Making = {
  key: string
  kind: 'variant' | 'refine'
  name: string
  iteration: number
  begins: NewRunEvent
  by: { question: Question } | { plan: Plan }
  /** What the story says once it is scored. */
  tell(score: number): { message: string; data: Record<string, unknown> }
}

/** One step: a plan is made and scored. One that came to nothing is a candidate too, without a score. */
export async function makeCandidate(session: Session, making: Making): Promise<Candidate> {
  const { key, kind, name, iteration, begins, by } = making
  const made = await session.context.step<Candidate>({
    key,
    kind,
    ...('question' in by ? { agent: 'fast_agent' } : {}),
    begins,
    fails: (error_code) => ({
      type: `${kind}_failed`,
      message: `${name} came to nothing`,
      data: { name, iteration, error_code },
    }),
    read: (output) => candidateSchema.parse(output),
    work: (attempt) => attemptCandidate(session, making, attempt),
  })
  return made.ok ? made.output : failedCandidate(name, iteration, made.error_code)
}

async function attemptCandidate(
  session: Session,
  { name, iteration, by, tell }: Making,
  attempt: Attempt,
): Promise<StepResult<Candidate>> {
  const drawn = 'question' in by ? await drawPlan(session, by.question, attempt) : by
  if ('error_code' in drawn) return { ok: false, error_code: drawn.error_code, retryable: false }

  const made = { name, iteration, plan: drawn.plan }
  const outside = await scoreQuickly(session, made, attempt)
  const candidate = scoreCandidate(made, session.situation, outside.score)
  const { message, data } = tell(candidate.score ?? 0)
  const scores = { score: candidate.score, rubric: candidate.rubric?.total ?? null, external: outside.score }
  return {
    ok: true,
    output: candidate,
    events: [...outside.events, {
      type: 'candidate_scored',
      message,
      data: { name, iteration, ...scores, ...data },
    }],
  }
}

/** A model's plan that may be served, its words cleaned and its minutes exact as an instructor's, or why there is none. */
async function drawPlan(
  session: Session,
  question: Question,
  attempt: Attempt,
): Promise<{ plan: Plan } | { error_code: string }> {
  const { baseline, context } = session.situation
  const answer = await consultModel(session, question, attempt)
  // Its retries are spent already.
  if (answer.kind === 'failed') return { error_code: answer.reason.toUpperCase() }
  const accepted = acceptInstructorPlan(answer.data, baseline, context.allowed_urls)
  return 'plan' in accepted ? accepted : { error_code: 'REJECTED' }
}
