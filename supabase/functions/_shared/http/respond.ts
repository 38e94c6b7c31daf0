import { ERROR_CODES } from '../contract/errors.ts'
import type { ErrorBody, OrchestratorError } from '../contract/errors.ts'

/** Headers of every answer, whatever its outcome. */
export function securityHeaders(isHttps: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'",
    ...(isHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}

/** A JSON answer; the caching headers default to `no-store`. */
export function respondJson(status: number, text: string, headers: Record<string, string>): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  })
}

/** The error envelope, or the same as RFC 9457 when the caller asks for application/problem+json. */
export function respondError(
  error: OrchestratorError,
  requestId: string,
  accept: string | null,
  headers: Record<string, string>,
): Response {
  const status = ERROR_CODES[error.code]
  const problem = accept?.includes('application/problem+json') ?? false
  // A replayed refusal keeps the first request's id in its body: byte-identical. The header carries the new one.
  const bodyRequestId = error.replayed_request_id ?? requestId
  const envelope: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details === null ? {} : { details: error.details }),
      requestId: bodyRequestId,
    },
  }
  const body = problem
    ? { type: 'about:blank', title: error.code, status, detail: error.message, ...envelope.error }
    : envelope
  return respondJson(status, JSON.stringify(body), {
    ...headers,
    'content-type': problem ? 'application/problem+json' : 'application/json',
    ...(error.code === 'UNAUTHORIZED' ? { 'www-authenticate': 'Bearer realm="wisely"' } : {}),
    ...(error.replayed_request_id === null ? {} : { 'idempotency-replayed': 'true' }),
    ...error.headers,
  })
}

/** Server-Timing in milliseconds, in the order the steps were taken. */
export function serverTiming(timings: Record<string, number>): string {
  return Object.entries(timings).map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`).join(', ')
}
