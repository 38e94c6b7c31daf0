/** Every code the API itself answers; docs/api.md of the project says when. */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'VALIDATION_ERROR'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_TIMEOUT'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'RATE_LIMITED'
  | 'INTERNAL_ERROR'
  | 'SERVICE_UNAVAILABLE'

/** What `reason` says beside a code of the API. */
export type Reason =
  | 'NO_ACTIVE_INTENT'
  | 'PROGRAM_FINISHED'
  | 'DAY_IN_PROGRESS'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'SESSION_NOT_FOUND'
  | 'SESSION_ALREADY_COMPLETED'
  | 'USER_NOT_FOUND'
  | 'RATE_LIMITED'
  | 'INVALID_TIME_ZONE'
  | 'USER_ID_MISMATCH'
  | 'LEGACY_TOKEN'
  | 'RUN_NOT_FOUND'
  | 'RUN_ENDED'
  | 'TOO_MANY_RUNS'
  | 'MODEL_NOT_CONFIGURED'
  | 'AGENT_FAILED'

/**
 * The API's codes and those of the way there; a newer server may add more.
 * `GATEWAY_TIMEOUT` and `WORKER_LIMIT` come from the platform (504, 546), `RELAY_ERROR` from its relay,
 * `NETWORK_ERROR` and `TIMEOUT` mean that no answer arrived, `UNEXPECTED_RESPONSE` that it was not readable;
 * `ABORTED` is only in the `error` of the `try…` methods, the others reject with the signal's reason.
 */
export type OrchestratorErrorCode =
  | ErrorCode
  | 'GATEWAY_TIMEOUT'
  | 'WORKER_LIMIT'
  | 'RELAY_ERROR'
  | 'NETWORK_ERROR'
  | 'TIMEOUT'
  | 'UNEXPECTED_RESPONSE'
  | 'ABORTED'
  // Keeps the completion of the codes above in editors while any other string stays allowed.
  | (string & Record<never, never>)

/** Why a call failed, in one shape for refusals of the API, the platform and the network; `cause` is the original. */
export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError'
  readonly code: OrchestratorErrorCode
  /** The domain reason (`NO_ACTIVE_INTENT`) or the platform's own name (`BOOT_ERROR`); null when there is none. */
  readonly reason: Reason | (string & Record<never, never>) | null
  /** Null when no answer arrived. */
  readonly status: number | null
  readonly requestId: string | null
  /** Seconds to wait before another try; null when the server asked for none. */
  readonly retryAfter: number | null
  /** What the API adds, such as `issues` of a VALIDATION_ERROR. */
  readonly details: Record<string, unknown> | null

  constructor(code: OrchestratorErrorCode, message: string, more: {
    reason?: string | null
    status?: number | null
    requestId?: string | null
    retryAfter?: number | null
    details?: Record<string, unknown> | null
    cause?: unknown
  } = {}) {
    super(message, { cause: more.cause })
    this.code = code
    this.reason = more.reason ?? null
    this.status = more.status ?? null
    this.requestId = more.requestId ?? null
    this.retryAfter = more.retryAfter ?? null
    this.details = more.details ?? null
  }
}
