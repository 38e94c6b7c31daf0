import type { Participant } from '../contract/agentMessages.ts'
import type { SignalWrite } from '../contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../contract/primitives.ts'
import type { SignalQuality, SignalState } from '../contract/signalQuality.ts'

export const FAILURE_REASONS = [
  'timeout',
  'rate_limited',
  'bad_schema',
  'agent_error',
  'circuit_open',
  'not_found',
  'rejected',
  'budget',
] as const
/** Why an agent gave nothing; `rejected` is for an instructor's plan that fails a hard gate. */
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** How one agent ended, for counters and spans. */
export type AgentTrace = {
  agent: Participant
  outcome: string
  reason: FailureReason | null
  attempts: number
  ms: number
}

type SignalResultBase = {
  cache_key: string
  /** Tries made; 0 when no call went out. */
  attempts: number
  ms: number
}

/** How one agent's signal was come by, and what is to be stored of it. */
export type SignalResult =
  & SignalResultBase
  & (
    | {
      kind: 'hit'
      data: Record<string, unknown>
      last_updated: string
      fresh: true
      reason: null
      write: null
    }
    | {
      kind: 'revalidated'
      data: Record<string, unknown>
      last_updated: string
      fresh: true
      reason: null
      write: SignalWrite
    }
    | {
      kind: 'fetched'
      data: Record<string, unknown>
      last_updated: string
      fresh: boolean
      reason: null
      /** Null when the agent said no-store. */
      write: SignalWrite | null
    }
    | {
      kind: 'stale_served'
      data: Record<string, unknown>
      last_updated: string
      fresh: false
      reason: FailureReason
      /** Null when no call went out: the failure is remembered already, or is this isolate's own. */
      write: SignalWrite | null
    }
    | {
      kind: 'unavailable'
      data: null
      last_updated: null
      fresh: false
      reason: FailureReason
      write: SignalWrite | null
    }
  )

export type SignalSummary = {
  signal_quality: SignalQuality
  cache_hits: number
  cache_misses: number
  stale_served: number
  degraded_reasons: string[]
}

function describeQuality(result: SignalResult): SignalState {
  return { available: result.data !== null, fresh: result.fresh, last_updated: result.last_updated }
}

function explainResult(result: SignalResult): string | null {
  switch (result.kind) {
    case 'hit':
    case 'revalidated':
    case 'fetched':
      return null
    case 'stale_served':
      return 'stale'
    case 'unavailable':
      return result.reason
    default:
      return result satisfies never
  }
}

/**
 * The numbers day.run answers with. A 304 is a hit; a failure is neither hit nor miss, so
 * hits + misses + stale_served + unavailable = 4. `instructorFailure` is null when there was none.
 */
export function summarizeSignals(
  results: Readonly<Record<AgentName, SignalResult>>,
  instructorFailure: FailureReason | null = null,
): SignalSummary {
  const count = (...kinds: SignalResult['kind'][]) =>
    AGENT_NAMES.filter((agent) => kinds.includes(results[agent].kind)).length
  const degraded_reasons = AGENT_NAMES.flatMap((agent) => {
    const reason = explainResult(results[agent])
    return reason === null ? [] : [`${agent}:${reason}`]
  })
  if (instructorFailure !== null) degraded_reasons.push(`instructor:${instructorFailure}`)

  return {
    signal_quality: {
      clo: describeQuality(results.clo),
      alex: describeQuality(results.alex),
      ta: describeQuality(results.ta),
      socratic: describeQuality(results.socratic),
    },
    cache_hits: count('hit', 'revalidated'),
    cache_misses: count('fetched'),
    stale_served: count('stale_served'),
    degraded_reasons,
  }
}
