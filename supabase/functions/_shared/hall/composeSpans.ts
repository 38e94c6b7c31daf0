import type { Span } from '../contract/span.ts'
import type { AgentTrace } from '../domain/signalQuality.ts'
import type { Trail } from './call.ts'
import type { Trace } from '../http/traceContext.ts'

type Ended = {
  trace: Trace
  trail: Trail
  route: string
  method: string
  status: number
  code: string | null
  request_id: string
  started_at: number
  ended_at: number
}

/** One span of the request, and one below it for every agent that was really called. */
export function composeSpans(ended: Ended, makeId: () => string): Span[] {
  const { trace, trail, route, method, status, code } = ended
  const { cache_hits, cache_misses, degraded_mode } = trail.fields
  const day = { cache_hits, cache_misses, degraded_mode }
  const known = Object.entries(day).filter((entry): entry is [string, number | boolean] =>
    typeof entry[1] === 'number' || typeof entry[1] === 'boolean'
  )
  const request: Span = {
    ...trace,
    name: `${method} ${route}`,
    kind: 'server',
    start_ms: ended.started_at,
    end_ms: ended.ended_at,
    is_error: status >= 500,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'wisely.request_id': ended.request_id,
      ...(code === null ? {} : { 'error.type': code }),
      ...Object.fromEntries(known.map(([name, value]) => [`wisely.${name}`, value])),
    },
  }
  const asked = trail.agents.filter(({ attempts }) => attempts > 0)
  return [request, ...asked.map((agent) => composeAgentSpan(request, agent, trail, makeId))]
}

/** Signals are asked together when the step begins; the instructor while the plan is made. */
function composeAgentSpan(request: Span, asked: AgentTrace, trail: Trail, makeId: () => string): Span {
  const { agent, outcome, reason, attempts, ms } = asked
  const start_ms = trail.began[agent === 'instructor' ? 'plan' : 'agents'] ?? request.start_ms
  return {
    trace_id: request.trace_id,
    span_id: makeId().replaceAll('-', '').slice(16),
    parent_id: request.span_id,
    name: `agent ${agent}`,
    kind: 'client',
    start_ms,
    end_ms: start_ms + ms,
    is_error: reason !== null,
    attributes: {
      'wisely.agent': agent,
      'wisely.outcome': outcome,
      'wisely.attempts': attempts,
      ...(reason === null ? {} : { 'error.type': reason }),
    },
  }
}
