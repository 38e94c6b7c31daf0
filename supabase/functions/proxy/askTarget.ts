import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { askAgent } from '../_shared/agents/askAgent.ts'
import { askModel } from '../_shared/agents/askModel.ts'
import type { AgentEndpoint } from '../_shared/agents/endpoints.ts'
import { AGENT_CONTRACT } from '../_shared/contract/agentMessages.ts'
import { refuse } from '../_shared/contract/errors.ts'
import type { DayFact } from '../_shared/contract/facts.ts'
import { MODEL_CONTRACT } from '../_shared/contract/model.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import { ANSWER_TTL_S, type KeptAnswer, type ProxyRequest } from '../_shared/contract/proxy.ts'
import { composeAsk } from '../_shared/day/composeAsk.ts'
import { QUESTION_BUDGET_MS } from '../_shared/domain/limits.ts'
import { learnerState } from '../_shared/domain/planner/learnerState.ts'
import { questionKey } from '../_shared/domain/questionKey.ts'
import type { Call } from '../_shared/hall/call.ts'

export type AskPorts = {
  agents: AgentPorts
  /** Null: no model is configured. */
  fast_agent: AgentEndpoint | null
  timer: Timer
  makeId(): string
}

/** Who is asked. `key` names the question, without the learner and their day. */
export type Target =
  & { name: string; endpoint: AgentEndpoint; key: string }
  & ({ agent: AgentName; model: null } | { agent: null; model: string })

/** `ttl_s` 0: the agent would not have it kept. */
export type Told = { answer: KeptAnswer; ttl_s: number }

/** Throws MODEL_NOT_CONFIGURED when a model is named and none is there. */
export function chooseTarget({ agent, model, prompt, options }: ProxyRequest, ports: AskPorts): Target {
  const keyOf = (asks: 'agent' | 'model', name: string, { root, method }: AgentEndpoint) =>
    questionKey({
      contract: asks === 'agent' ? AGENT_CONTRACT : MODEL_CONTRACT,
      asks,
      name,
      root,
      method,
      prompt,
      options,
    })
  if (agent !== undefined) {
    const endpoint = ports.agents.endpoints.signals[agent]
    return { agent, model: null, name: agent, endpoint, key: keyOf('agent', agent, endpoint) }
  }
  const endpoint = ports.fast_agent
  if (endpoint === null || model === undefined) throw refuse('CONFLICT', 'MODEL_NOT_CONFIGURED')
  return { agent: null, model, name: 'fast_agent', endpoint, key: keyOf('model', model, endpoint) }
}

type Question = { request: ProxyRequest; day: DayFact | null }

/** Asks once, with the tries that every agent gets. Throws AGENT_FAILED when nothing usable came. */
export async function askTarget(
  call: Call,
  target: Target,
  { request, day }: Question,
  ports: AskPorts,
): Promise<Told> {
  const deadline = ports.timer.deadline(QUESTION_BUDGET_MS)
  try {
    return target.agent === null
      ? await askForWords(call, target, request, deadline.signal, ports)
      : await askForSignal(call, target, { request, day }, deadline.signal, ports)
  } finally {
    deadline.cancel()
  }
}

async function askForSignal(
  call: Call,
  { agent, endpoint }: Target & { agent: AgentName },
  { request: { prompt, options }, day }: Question,
  deadline: AbortSignal,
  ports: AskPorts,
): Promise<Told> {
  if (day === null) throw new Error('an agent is asked about a day')
  const { user_id } = call.caller
  const asker = { user_id, request_id: call.request_id, traceparent: call.traceparent }
  const ask = { ...composeAsk(asker, day, learnerState(day), deadline), question: { prompt, options } }
  const asking = { occasion: ports.makeId(), budget_ms: QUESTION_BUDGET_MS }
  const outcome = await askAgent(agent, ask, asking, ports.agents)
  note(call, outcome.kind === 'failed' ? outcome.reason : outcome.kind, outcome.attempts)
  if (outcome.kind !== 'answered') throw agentFailed()

  const { no_store, no_cache, max_age_s } = outcome.cache
  // What stands in for a model that failed is worth having, and not worth keeping.
  const isFleeting = no_store || no_cache || outcome.degraded
  return {
    ttl_s: isFleeting ? 0 : Math.min(ANSWER_TTL_S, max_age_s ?? ANSWER_TTL_S),
    answer: {
      agent,
      model: null,
      position: day.position,
      prompt_sent: endpoint.method === 'post',
      data: outcome.data,
      text: null,
    },
  }
}

async function askForWords(
  call: Call,
  { model, endpoint }: Target & { agent: null },
  { prompt, options }: ProxyRequest,
  signal: AbortSignal,
  ports: AskPorts,
): Promise<Told> {
  const outcome = await askModel(endpoint, {
    task: 'answer',
    prompt,
    variant: null,
    day: null,
    baseline_plan: null,
    candidates: [],
    issues: [],
    options: { ...options, model },
    idempotency_key: ports.makeId(),
    request_id: call.request_id,
    traceparent: call.traceparent,
    budget_ms: QUESTION_BUDGET_MS,
    signal,
  }, ports.agents)
  const text = outcome.kind === 'answered' ? outcome.data.text?.trim() ?? '' : ''
  note(
    call,
    outcome.kind === 'failed' ? outcome.reason : text === '' ? 'no_text' : 'answered',
    outcome.attempts,
  )
  if (text === '') throw agentFailed()
  return {
    ttl_s: ANSWER_TTL_S,
    answer: { agent: null, model, position: null, prompt_sent: true, data: null, text },
  }
}

/** For the log line: how the asking ended, never what was asked or said. */
function note(call: Call, outcome: string, attempts: number): void {
  call.trail.fields.outcome = outcome
  call.trail.fields.attempts = attempts
}

/** Retrying at once would meet the same: the tries and the breaker have had their say. */
function agentFailed() {
  return refuse('SERVICE_UNAVAILABLE', 'AGENT_FAILED', { headers: { 'retry-after': '30' } })
}
