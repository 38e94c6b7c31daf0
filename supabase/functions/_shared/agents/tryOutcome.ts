import type { AgentCode } from '../contract/agentMessages.ts'
import type { FailureReason } from '../domain/signalQuality.ts'
import type { CachePolicy } from './cachePolicy.ts'

export type FailureCode = Exclude<AgentCode, 'NOT_MODIFIED'> | 'NOT_FOUND'

export type TryFailure = {
  kind: 'failed'
  code: FailureCode
  reason: FailureReason
  retryable: boolean
  /** What the failure says of the agent's health. */
  breaker: 'failure' | 'neutral'
  retry_after_ms: number | null
  http_status: number | null
  /** For the log: what was wrong, without values of the reply. */
  detail: string | null
  /** The agent's own words; logged at debug level only, never shown. */
  agent_error: string | null
}

export type AnswerHeaders = { etag: string | null; cache: CachePolicy; agent_version: string | null }

/** How one request to an agent ended. */
export type TryOutcome<T> =
  | (
    & { kind: 'answered'; data: T; generated_at: number | null; strict: boolean; degraded: boolean }
    & AnswerHeaders
  )
  | ({ kind: 'not_modified' } & AnswerHeaders)
  | TryFailure

/** The table of codes (docs/agents.md): what each means for the learner, the next try and the breaker. */
const VERDICTS: Record<FailureCode, Pick<TryFailure, 'reason' | 'retryable' | 'breaker'>> = {
  TIMEOUT: { reason: 'timeout', retryable: true, breaker: 'failure' },
  DEADLINE: { reason: 'budget', retryable: true, breaker: 'neutral' },
  RATE_LIMIT: { reason: 'rate_limited', retryable: true, breaker: 'neutral' },
  AGENT_ERROR: { reason: 'agent_error', retryable: false, breaker: 'failure' },
  BAD_SCHEMA: { reason: 'bad_schema', retryable: false, breaker: 'failure' },
  TOO_LARGE: { reason: 'bad_schema', retryable: false, breaker: 'failure' },
  UNAUTHORIZED: { reason: 'agent_error', retryable: false, breaker: 'neutral' },
  UNSUPPORTED_VERSION: { reason: 'bad_schema', retryable: false, breaker: 'neutral' },
  CIRCUIT_OPEN: { reason: 'circuit_open', retryable: false, breaker: 'neutral' },
  BUDGET: { reason: 'budget', retryable: false, breaker: 'neutral' },
  NOT_FOUND: { reason: 'not_found', retryable: false, breaker: 'neutral' },
}

/** A failure as the table of codes judges it; `more` states what the code alone does not say. */
export function failTry(
  code: FailureCode,
  more: Partial<Omit<TryFailure, 'kind' | 'code'>> = {},
): TryFailure {
  return {
    kind: 'failed',
    code,
    ...VERDICTS[code],
    retry_after_ms: null,
    http_status: null,
    detail: null,
    agent_error: null,
    ...more,
  }
}
