import { REQUEST_ID_MAX_CHARS } from '../contract/bounds.ts'

/** The caller's X-Request-Id when it is well-formed, else a fresh one. */
export function readRequestId(headers: Headers, makeId: () => string): string {
  const given = headers.get('x-request-id')
  return given !== null && given.length <= REQUEST_ID_MAX_CHARS && /^[A-Za-z0-9._-]+$/.test(given)
    ? given
    : makeId()
}
