import type { Candidate, EffectiveSettings, Issue, QualityInput, Variant } from '../contract/session.ts'
import type { ModelRequest, ModelTask } from '../contract/model.ts'
import { askModel } from '../agents/askModel.ts'
import { repairPlan } from '../domain/quality/repairPlan.ts'
import type { RunContext, StepResult } from '../runs/runContext.ts'
import { acceptModelPlan, arrangeVariant, briefIssues, readCandidate, scoreCandidate } from './candidates.ts'
import type { QualityPorts } from './ports.ts'
import { scoreOutside } from './scoreOutside.ts'
import type { Situation } from './situation.ts'

/** One question to the model may take this long with all its retries; the run's deadline cuts it. */
export const MODEL_BUDGET_MS = 60_000

export type Session = {
  input: QualityInput
  settings: EffectiveSettings
  situation: Situation
  context: RunContext
  ports: QualityPorts
}

/** A first attempt in the variant's manner. */
export async function makeVariant(
  session: Session,
  variant: Variant,
): Promise<Candidate | { error_code: string }> {
  return await makeCandidate(session, {
    key: `variant:${variant.name}`,
    kind: 'variant',
    name: variant.name,
    iteration: 0,
    begins: { type: 'variant_started', message: `Trying ${variant.name}`, data: { name: variant.name } },
    ask: { task: 'plan', variant, candidates: [], issues: [] },
    ours: () => arrangeVariant(variant, session.situation),
  })
}

/** The best candidate with the named issues worked on, and nothing else; the prompt stays as it was. */
export async function refine(
  session: Session,
  best: Candidate,
  issues: readonly Issue[],
  iteration: number,
): Promise<Candidate | { error_code: string }> {
  return await makeCandidate(session, {
    key: `refine:${iteration}`,
    kind: 'refine',
    name: best.name,
    iteration,
    begins: {
      type: 'refinement_started',
      message: `Refining ${best.name}, iteration ${iteration}`,
      data: { name: best.name, iteration, issues: issues.map(({ id }) => id) },
    },
    ask: { task: 'refine', variant: null, candidates: [best.plan], issues: briefIssues(issues) },
    ours: () => best.plan === null ? null : repairPlan(best.plan, issues.map(({ id }) => id)),
  })
}

type Making = {
  key: string
  kind: string
  name: string
  iteration: number
  begins: { type: string; message: string; data: Record<string, unknown> }
  ask: Pick<ModelRequest, 'variant' | 'candidates' | 'issues'> & { task: ModelTask }
  ours(): Candidate['plan']
}

async function makeCandidate(session: Session, making: Making): Promise<Candidate | { error_code: string }> {
  const made = await session.context.step<Candidate>({
    key: making.key,
    kind: making.kind,
    ...(session.ports.fast_agent === null ? {} : { agent: 'fast_agent' }),
    begins: making.begins,
    fails: (error_code) => ({
      type: `${making.kind}_failed`,
      message: `${making.name} came to nothing`,
      data: { name: making.name, error_code },
    }),
    read: readCandidate,
    work: (attempt) => attemptCandidate(session, making, attempt),
  })
  return made.ok ? made.output : made
}

async function attemptCandidate(
  session: Session,
  { name, iteration, ask, ours }: Making,
  attempt: { idempotency_key: string; signal: AbortSignal },
): Promise<StepResult<Candidate>> {
  const { situation, ports } = session
  let plan = ports.fast_agent === null ? ours() : null
  if (ports.fast_agent !== null) {
    const answer = await askForPlan(session, ask, attempt)
    if (answer.kind === 'failed') {
      return { ok: false, error_code: answer.reason.toUpperCase(), retryable: false }
    }
    const accepted = acceptModelPlan(answer.data, situation)
    if ('rejected' in accepted) return { ok: false, error_code: 'REJECTED', retryable: false }
    plan = accepted.plan
  }
  if (plan === null) return { ok: false, error_code: 'NOTHING_TO_REFINE', retryable: false }

  const outside = await scoreOutside(session, { name, iteration, plan }, attempt)
  const candidate = scoreCandidate({ name, iteration, plan }, situation, outside.score)
  return {
    ok: true,
    output: candidate,
    events: [...outside.events, {
      type: 'candidate_scored',
      message: `${name} scores ${candidate.score}`,
      data: {
        name,
        iteration,
        score: candidate.score,
        rubric: candidate.rubric?.total ?? null,
        external: outside.score,
      },
    }],
  }
}

/** What the model is told of the day: the same for every task of the run. */
export async function askForPlan(
  { input, situation, context, ports }: Session,
  ask: Pick<ModelRequest, 'task' | 'variant' | 'candidates' | 'issues'>,
  attempt: { idempotency_key: string; signal: AbortSignal },
) {
  if (ports.fast_agent === null) throw new Error('no model is configured')
  const { intent, position } = situation.input
  return await askModel(ports.fast_agent, {
    ...ask,
    prompt: input.prompt,
    day: {
      topic: intent.topic,
      end_goal: intent.end_goal,
      depth: intent.depth,
      minutes_exact: intent.time_per_day_min,
      ...position,
    },
    baseline_plan: situation.baseline,
    options: {},
    idempotency_key: attempt.idempotency_key,
    request_id: context.run.id,
    traceparent: context.traceparent,
    budget_ms: Math.min(MODEL_BUDGET_MS, context.leftMs()),
    signal: attempt.signal,
  }, ports.agents)
}
