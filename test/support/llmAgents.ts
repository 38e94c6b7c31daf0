import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { listPrereqEdges } from '../../supabase/functions/_shared/domain/planner/prereqEdges.ts'
import type { InstructorRequest } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { createAuthor } from '../../supabase/functions/agents/llm/createAuthor.ts'
import type { LlmSettings } from '../../supabase/functions/agents/llm/llmSettings.ts'
import { type LoadedModel, loadModel } from '../../supabase/functions/agents/llm/loadModel.ts'
import { askOf, makeInput } from '../unit/domain/learnerFixture.ts'
import { logInto, type LogLine } from './logLines.ts'

type PlanInput = Parameters<typeof askOf>[0]

export const LLM_SETTINGS: LlmSettings = {
  provider: 'openai-compatible',
  model: 'm',
  api_key: 'k',
  base_url: 'http://127.0.0.1:9/v1',
  agents: ['clo', 'alex', 'ta', 'socratic', 'instructor'],
  max_output_tokens: null,
  tokens_per_learner_day: 1_000_000,
  tokens_per_day: 10_000_000,
}

/** Our agents with a model behind all five: `post` asks one of them and gives the envelope back. */
export function startLlmAgents(
  changes: Partial<LlmSettings>,
  load?: (settings: LlmSettings) => Promise<LoadedModel>,
) {
  const settings = { ...LLM_SETTINGS, ...changes }
  const lines: LogLine[] = []
  let loads = 0
  const author = createAuthor({
    settings,
    load: () => {
      loads += 1
      return load?.(settings) ?? loadModel(settings, fetch)
    },
    timer: { now: () => Date.now() },
    makeId: () => crypto.randomUUID(),
    log: logInto(lines),
  })
  const app = createAgentsApp({
    acceptedTokens: ['token-canary'],
    allowAnonymous: false,
    now: () => Date.now(),
    author,
  })
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await app.fetch(
      new Request(`http://agents.example/agents${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer token-canary', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
    return { status: response.status, headers: response.headers, envelope: await response.json() }
  }
  return { post, lines, countLoads: () => loads }
}

/** What the orchestrator sends to /instructor/daily on that day. */
export function planAskOf(input: PlanInput = makeInput()): InstructorRequest {
  const baseline = composePlan(input)
  const state = { available: false, fresh: false, last_updated: null }
  return {
    ...askOf(input),
    signals: input.signals,
    signal_quality: { clo: state, alex: state, ta: state, socratic: state },
    baseline_plan: baseline,
    constraints: {
      minutes_exact: baseline.minutes_total,
      reviews_required: baseline.reviews_due,
      prereq_edges: listPrereqEdges(input.signals),
    },
  }
}
