import { AGENT_NAMES, type AgentName } from '../contract/primitives.ts'
import type { FailureReason, SignalResult } from './signalQuality.ts'

/**
 * Whether the plan is served in degraded mode: a signal is stale or missing because its agent failed, or a
 * configured instructor gave no servable plan. A plan below the baseline's score is a choice, not a failure.
 */
export function isDegraded(
  results: Readonly<Record<AgentName, Pick<SignalResult, 'kind'>>>,
  instructorFailure: FailureReason | null,
): boolean {
  const failed = ['stale_served', 'unavailable']
  return instructorFailure !== null || AGENT_NAMES.some((agent) => failed.includes(results[agent].kind))
}
