/** Every error code of the HTTP API and its status. Codes are added, never renamed (docs/api.md). */
export const ERROR_CODES = {
  BAD_REQUEST: 400,
  VALIDATION_ERROR: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  IDEMPOTENCY_KEY_REUSED: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_CODES

/** Domain reasons that travel in `details.reason`, each with the sentence a caller reads. */
export const REASONS = {
  NO_ACTIVE_INTENT: 'Cannot run day: no active learning intent',
  PROGRAM_FINISHED: 'Cannot run day: week 104 is complete, start a new intent',
  DAY_IN_PROGRESS: 'Cannot run day: another request is still building this day',
  IDEMPOTENCY_IN_PROGRESS: 'Cannot run day: a request with this idempotency key is in progress',
  IDEMPOTENCY_KEY_REUSED: 'Cannot accept request: this idempotency key was used with another body',
  SESSION_NOT_FOUND: 'Cannot complete day: session not found',
  SESSION_ALREADY_COMPLETED: 'Cannot complete day: session is already completed with other values',
  USER_NOT_FOUND: 'Cannot act for user: user not found',
  RATE_LIMITED: 'Cannot accept request: rate limit reached',
  INVALID_TIME_ZONE: 'Cannot sync intent: user_tz is not a time zone the database knows',
  USER_ID_MISMATCH: 'Cannot act for user: X-User-ID differs from the token',
  RUN_NOT_FOUND: 'Cannot find run: no such run',
  RUN_ENDED: 'Cannot cancel run: it has ended',
  MODEL_NOT_CONFIGURED: 'Cannot ask model: none is configured, set FAST_AGENT_URL and FAST_AGENT_KEY',
  AGENT_FAILED: 'Cannot ask: the agent or model gave no usable answer',
  TOO_MANY_RUNS: 'Cannot start run: too many runs are open, wait for one to end or cancel one',
  LEGACY_TOKEN:
    'Cannot authenticate: legacy HS256 tokens are switched off, use a token signed by the project keys',
} as const

export type Reason = keyof typeof REASONS

export type ErrorDetails = Record<string, unknown>

/** A refusal meant for the caller. Anything else that is thrown is a bug and answers INTERNAL_ERROR. */
export class OrchestratorError extends Error {
  override readonly name = 'OrchestratorError'
  readonly code: ErrorCode
  readonly details: ErrorDetails | null
  /** Extra response headers, such as Retry-After, Allow or WWW-Authenticate. */
  readonly headers: Record<string, string>
  /** Set when this is the frozen answer of an idempotency key: the first request's id. */
  readonly replayed_request_id: string | null

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      details?: ErrorDetails
      headers?: Record<string, string>
      replayed_request_id?: string | null
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: more.cause })
    this.code = code
    this.details = more.details ?? null
    this.headers = more.headers ?? {}
    this.replayed_request_id = more.replayed_request_id ?? null
  }
}

/** The refusal for a domain reason, worded by the REASONS table. */
export function refuse(
  code: ErrorCode,
  reason: Reason,
  more: { details?: ErrorDetails; headers?: Record<string, string>; replayed_request_id?: string | null } =
    {},
): OrchestratorError {
  return new OrchestratorError(code, REASONS[reason], { ...more, details: { reason, ...more.details } })
}

/** The error envelope on the wire. */
export type ErrorBody = {
  error: { code: ErrorCode; message: string; details?: ErrorDetails; requestId: string }
}
