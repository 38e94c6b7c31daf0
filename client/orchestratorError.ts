import type { ErrorCode } from './contract.ts'

/**
 * The API's codes and those of the way there; a newer server may add more.
 * `GATEWAY_TIMEOUT` and `WORKER_LIMIT` come from the platform (504, 546), `RELAY_ERROR` from its relay,
 * `NETWORK_ERROR` and `TIMEOUT` mean that no answer arrived, `UNEXPECTED_RESPONSE` that it was not readable.
 */
export type OrchestratorErrorCode =
  | ErrorCode
  | 'GATEWAY_TIMEOUT'
  | 'WORKER_LIMIT'
  | 'RELAY_ERROR'
  | 'NETWORK_ERROR'
  | 'TIMEOUT'
  | 'UNEXPECTED_RESPONSE'
  // Keeps the completion of the codes above in editors while any other string stays allowed.
  | (string & Record<never, never>)

/** Why a call failed, in one shape for refusals of the API, the platform and the network; `cause` is the original. */
export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError'
  readonly code: OrchestratorErrorCode
  /** The domain reason (`NO_ACTIVE_INTENT`) or the platform's own name (`BOOT_ERROR`); null when there is none. */
  readonly reason: string | null
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
