import { z } from 'zod'

/** One addition to a counter. Labels are of small, closed sets: routes, codes, agents, outcomes. */
export type Count = { metric: MetricName; labels: Record<string, string>; value: number }

/** Upper bounds of the latency buckets, in seconds; the last one is the deadline with research. */
export const LATENCY_BOUNDS_S = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 12, 30] as const

/** Every counter that is kept, with the sentence GET metrics says about it. Names are added, never renamed. */
export const COUNTERS = {
  wisely_requests_total: 'Requests answered, by route, status and error code (none for a success).',
  wisely_request_seconds_bucket: 'Requests by route and the smallest latency bound they kept.',
  wisely_request_seconds_sum: 'Seconds spent on requests, by route.',
  wisely_days_built_total: 'Days for which day.run asked the agents.',
  wisely_days_degraded_total: 'Of these, days served in degraded mode.',
  wisely_cache_hits_total: 'Signals that needed no new content: fresh, or confirmed by the agent.',
  wisely_cache_misses_total: 'Signals that were fetched anew.',
  wisely_stale_served_total: 'Stale signals served because their agent failed.',
  wisely_agent_outcomes_total: 'How each agent ended in a built day.',
  wisely_agent_failures_total: 'Agents that gave nothing, by reason; a remembered failure counts again.',
  wisely_agent_attempts_total: 'Calls that went out to an agent, retries included.',
  wisely_agent_seconds_sum: 'Seconds that built days waited for an agent, by agent.',
} as const

export type MetricName = keyof typeof COUNTERS

/** What the database sums up. A metric of an older version may still be there. */
export const metricRowsSchema = z.array(z.object({
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  value: z.number(),
}))
export type MetricRow = z.infer<typeof metricRowsSchema>[number]
