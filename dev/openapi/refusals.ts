import { ERROR_CODES, type ErrorCode, type Reason } from '../../supabase/functions/_shared/contract/errors.ts'

/** What a caller needs to know of a refusal, told once: the OpenAPI document, docs/errors.md and llms.txt read it. */
type Told = { when: string; retry: string; todo: string }

export const CODES: Record<ErrorCode, Told> = {
  BAD_REQUEST: {
    when: 'the request cannot be read: not JSON in UTF-8, wrong content type, malformed header',
    retry: 'no',
    todo: 'correct the request; the message names what is wrong',
  },
  VALIDATION_ERROR: {
    when: 'the body or the query does not fit its schema',
    retry: 'no',
    todo: 'correct the fields that `details.issues` names',
  },
  UNAUTHORIZED: {
    when: 'no credential, a bad or expired one, or one of a deleted user',
    retry: 'after signing in',
    todo: 'sign in and send the new token',
  },
  FORBIDDEN: {
    when: 'the credential is good and does not allow this',
    retry: 'no',
    todo: 'leave `X-User-ID` out; the token decides',
  },
  NOT_FOUND: {
    when: 'unknown route, session or user',
    retry: 'no',
    todo: 'check the path and the ids',
  },
  METHOD_NOT_ALLOWED: {
    when: 'the route has other methods',
    retry: 'no',
    todo: 'use a method of the header `Allow`',
  },
  REQUEST_TIMEOUT: {
    when: 'the body did not arrive within 5 s',
    retry: 'yes',
    todo: 'send it again; on a bad line with an `Idempotency-Key`',
  },
  CONFLICT: {
    when: "the learner's state does not allow it",
    retry: 'no, but see the reason',
    todo: 'read `details.reason`',
  },
  PAYLOAD_TOO_LARGE: {
    when: 'the body is larger than 64 KB',
    retry: 'no',
    todo: 'send less',
  },
  IDEMPOTENCY_KEY_REUSED: {
    when: 'the `Idempotency-Key` was used with another body',
    retry: 'no',
    todo: 'take a new key for each new request',
  },
  RATE_LIMITED: {
    when: 'a rate limit is used up',
    retry: 'after `Retry-After`',
    todo: 'wait; the rate-limit headers tell what is left',
  },
  INTERNAL_ERROR: {
    when: 'a bug; nothing of its cause is in the answer',
    retry: 'once, with an `Idempotency-Key`',
    todo: 'report `requestId`; the log has the cause under it',
  },
  SERVICE_UNAVAILABLE: {
    when: 'database or signing keys out of reach, too many calls at once, or a day still being built',
    retry: 'after `Retry-After`',
    todo: 'wait, then repeat with the same `Idempotency-Key`',
  },
}

export const REASON_ROWS: Record<Reason, Told & { code: ErrorCode }> = {
  NO_ACTIVE_INTENT: {
    code: 'CONFLICT',
    when: 'day.run before any intent.sync',
    retry: 'after intent.sync',
    todo: 'send the intent first',
  },
  PROGRAM_FINISHED: {
    code: 'CONFLICT',
    when: 'week 104 is complete',
    retry: 'no',
    todo: 'start another topic with intent.sync',
  },
  DAY_IN_PROGRESS: {
    code: 'SERVICE_UNAVAILABLE',
    when: 'another request still builds this day when the deadline comes',
    retry: 'after `Retry-After`',
    todo: 'repeat; the day is usually stored by then',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    code: 'CONFLICT',
    when: 'the first day.run with this key is still at work',
    retry: 'after `Retry-After`',
    todo: 'repeat with the same key and body',
  },
  IDEMPOTENCY_KEY_REUSED: {
    code: 'IDEMPOTENCY_KEY_REUSED',
    when: 'the key was used with another body within 24 h',
    retry: 'no',
    todo: 'take a new key',
  },
  SESSION_NOT_FOUND: {
    code: 'NOT_FOUND',
    when: "no such session, or somebody else's: the same bytes",
    retry: 'no',
    todo: "take `session_id` from the same learner's day.run",
  },
  SESSION_ALREADY_COMPLETED: {
    code: 'CONFLICT',
    when: 'the day was reported before with other values',
    retry: 'no',
    todo: 'show `details.completion`; a report is not changed',
  },
  USER_NOT_FOUND: {
    code: 'NOT_FOUND',
    when: 'a secret key acts for a user who does not exist',
    retry: 'no',
    todo: 'check `X-User-ID`',
  },
  RATE_LIMITED: {
    code: 'RATE_LIMITED',
    when: 'requests, writes or day.run calls of this learner, or bad credentials from this address',
    retry: 'after `Retry-After`',
    todo: 'wait; limits are configuration',
  },
  INVALID_TIME_ZONE: {
    code: 'VALIDATION_ERROR',
    when: 'a zone that the function knows and the database does not',
    retry: 'no',
    todo: 'send another IANA name',
  },
  USER_ID_MISMATCH: {
    code: 'FORBIDDEN',
    when: '`X-User-ID` differs from the token',
    retry: 'no',
    todo: 'leave the header out',
  },
  LEGACY_TOKEN: {
    code: 'UNAUTHORIZED',
    when: 'an HS256 token of the legacy secret',
    retry: 'no',
    todo: 'sign in after the project moved to signing keys',
  },
  RUN_NOT_FOUND: {
    code: 'NOT_FOUND',
    when: "no such quality session, or somebody else's: the same bytes",
    retry: 'no',
    todo: "take `id` from the same learner's session/start",
  },
  RUN_ENDED: {
    code: 'CONFLICT',
    when: 'a quality session that has ended otherwise is cancelled',
    retry: 'no',
    todo: 'read its status; what came out stays',
  },
  MODEL_NOT_CONFIGURED: {
    code: 'CONFLICT',
    when: 'a model is asked and this installation has none',
    retry: 'no',
    todo: 'ask an agent, or have `FAST_AGENT_URL` and `FAST_AGENT_KEY` set',
  },
  AGENT_FAILED: {
    code: 'SERVICE_UNAVAILABLE',
    when: 'the agent or model that was asked gave nothing usable in time',
    retry: 'after `Retry-After`',
    todo: 'ask again later; the log says how it failed',
  },
  TOO_MANY_RUNS: {
    code: 'CONFLICT',
    when: 'as many quality sessions of this learner are open as may be',
    retry: 'when one has ended',
    todo: 'wait for one, or cancel it',
  },
}

/** Code to the reasons that a route gives with it. */
export type Refusals = Partial<Record<ErrorCode, readonly Reason[]>>

/** Refusals that any route may give. */
export const OF_EVERY_ROUTE: Refusals = { METHOD_NOT_ALLOWED: [], INTERNAL_ERROR: [] }
/** Refusals of routes that know who calls. They read a body, so that a bad one is refused even where none is needed. */
export const OF_LEARNER_ROUTES: Refusals = {
  BAD_REQUEST: [],
  UNAUTHORIZED: ['LEGACY_TOKEN'],
  FORBIDDEN: ['USER_ID_MISMATCH'],
  NOT_FOUND: ['USER_NOT_FOUND'],
  RATE_LIMITED: ['RATE_LIMITED'],
  SERVICE_UNAVAILABLE: [],
}
export const OF_BODIES: Refusals = { REQUEST_TIMEOUT: [], PAYLOAD_TOO_LARGE: [] }
export const OF_WRITES: Refusals = {
  VALIDATION_ERROR: [],
  IDEMPOTENCY_KEY_REUSED: ['IDEMPOTENCY_KEY_REUSED'],
}

/** One map of all: reasons of the same code are put together. */
export function joinRefusals(...parts: Refusals[]): Refusals {
  const joined: Refusals = {}
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const given = parts.flatMap((part) => part[code] === undefined ? [] : [part[code]])
    if (given.length > 0) joined[code] = given.flat()
  }
  return joined
}
