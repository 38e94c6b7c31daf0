import { AGENT_CONTRACT, type AgentRequest } from '../contract/agentMessages.ts'
import type { ActiveIntent, CachedSignal, Position } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import { type AgentCall, fitsAgentRequest } from './agentRequest.ts'
import type { AgentEndpoint } from './endpoints.ts'
import { deriveIdempotencyKey } from './idempotencyKey.ts'

/** For whom and for which day something is asked; the same for signals and for the instructor. */
export type DayAsk = {
  learner: { user_id: string; tz: string }
  intent: ActiveIntent
  position: Position
  local_date: string
  state: AgentRequest['state']
  request_id: string
  traceparent: string | null
  plan_version: number
  /** The request's own deadline. */
  deadline: AbortSignal
  question?: AgentRequest['question']
}

/** Everything the four signals of one day are gathered from. */
export type SignalAsk = DayAsk & {
  cached: readonly CachedSignal[]
  last_completed_session_id: string | null
  /** Database clock. */
  now_ms: number
  force_refresh: boolean
  signals_budget_ms: number
}

/** The body agents get by POST, in the order of docs/agents.md. */
export function composeAgentRequest(
  ask: DayAsk,
  learnerRef: string,
  deadlineMs: number,
  validator: string | null,
): AgentRequest {
  const { intent_id, topic, depth, end_goal, time_per_day_min, track_label, meta } = ask.intent
  return {
    contract: AGENT_CONTRACT,
    request_id: ask.request_id,
    deadline_ms: deadlineMs,
    if_none_match: validator,
    learner: { ref: learnerRef, tz: ask.learner.tz },
    intent: { intent_id, topic, depth, end_goal, time_per_day_min, track_label, meta },
    position: { week: ask.position.week, day: ask.position.day, local_date: ask.local_date },
    state: ask.state,
    ...(ask.question === undefined ? {} : { question: ask.question }),
  }
}

function dropNotes(request: AgentRequest): AgentRequest {
  const history = request.state.history.map(({ notes: _, ...done }) => done)
  return { ...request, state: { ...request.state, history } }
}

/** One agent's call; the learner's words travel in the query's encoding or in the JSON body, nowhere else. */
export function composeSignalCall(
  agent: AgentName,
  ask: DayAsk,
  endpoint: AgentEndpoint,
  cacheKey: string,
  validator: string | null,
  learnerRef: string,
): AgentCall {
  const { intent_id, topic } = ask.intent
  const { week, day } = ask.position
  const query = new URLSearchParams({
    user_id: learnerRef,
    topic,
    week: String(week),
    day: String(day),
    intent_id,
    v: '1',
  })
  const path = `${endpoint.root}/${agent}/signals`
  return {
    endpoint,
    url: endpoint.method === 'get' ? `${path}?${query}` : path,
    body: endpoint.method === 'get' ? null : (deadlineMs, tryValidator) => {
      const request = composeAgentRequest(ask, learnerRef, deadlineMs, tryValidator)
      return fitsAgentRequest(request) ? request : dropNotes(request)
    },
    validator,
    idempotency_key: deriveIdempotencyKey({
      agent,
      learner_ref: learnerRef,
      intent_id,
      week,
      day,
      cache_key: cacheKey,
      plan_version: ask.plan_version,
    }),
    request_id: ask.request_id,
    traceparent: ask.traceparent,
  }
}
