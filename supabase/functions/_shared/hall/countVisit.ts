import { type Count, LATENCY_BOUNDS_S, type MetricName } from '../contract/metrics.ts'
import type { AgentTrace } from '../domain/signalQuality.ts'
import type { Trail } from './call.ts'

type End = { route: string; status: number; code: string | null; seconds: number; trail: Trail }

/** What one answered request adds to the counters. */
export function countVisit({ route, status, code, seconds, trail }: End): Count[] {
  const bound = LATENCY_BOUNDS_S.find((limit) => seconds <= limit)
  return [
    count('wisely_requests_total', { route, status: String(status), code: code ?? 'none' }),
    count('wisely_request_seconds_bucket', { route, le: bound === undefined ? '+Inf' : String(bound) }),
    count('wisely_request_seconds_sum', { route }, seconds),
    ...countDay(trail),
  ]
}

/** Only days for which the agents were asked: a stored answer repeats the numbers of an earlier request. */
function countDay({ agents, fields }: Trail): Count[] {
  if (agents.length === 0) return []
  return [
    count('wisely_days_built_total', {}),
    count('wisely_days_degraded_total', {}, fields.degraded_mode === true ? 1 : 0),
    ...agents.flatMap(countAgent),
  ]
}

/** The instructor gives no signal: it counts as an agent, not in the cache. */
function countAgent({ agent, outcome, reason, attempts, ms }: AgentTrace): Count[] {
  const cached = agent === 'instructor' ? null : CACHE_COUNTERS[outcome]
  return [
    count('wisely_agent_outcomes_total', { agent, outcome }),
    ...(cached == null ? [] : [count(cached, {})]),
    ...(reason === null ? [] : [count('wisely_agent_failures_total', { agent, reason })]),
    count('wisely_agent_attempts_total', { agent }, attempts),
    count('wisely_agent_seconds_sum', { agent }, ms / 1000),
  ]
}

const CACHE_COUNTERS: Record<string, MetricName | undefined> = {
  hit: 'wisely_cache_hits_total',
  revalidated: 'wisely_cache_hits_total',
  fetched: 'wisely_cache_misses_total',
  stale_served: 'wisely_stale_served_total',
}

function count(metric: MetricName, labels: Record<string, string>, value = 1): Count {
  return { metric, labels, value }
}
