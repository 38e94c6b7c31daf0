import { REQUEST_ID_MAX_CHARS } from '../contract/bounds.ts'

/** The caller's X-Request-Id when it is well-formed, else a fresh one. */
export function readRequestId(headers: Headers, makeId: () => string): string {
  const given = headers.get('x-request-id')
  return given !== null && given.length <= REQUEST_ID_MAX_CHARS && /^[A-Za-z0-9._-]+$/.test(given)
    ? given
    : makeId()
}

/** The caller's traceparent when it has the form of W3C Trace Context version 00, else null. */
export function readTraceparent(headers: Headers): string | null {
  const given = headers.get('traceparent')
  return given !== null && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given) ? given : null
}
