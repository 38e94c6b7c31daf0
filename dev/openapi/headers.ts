import {
  IDEMPOTENCY_KEY_MAX_CHARS,
  REQUEST_ID_MAX_CHARS,
} from '../../supabase/functions/_shared/contract/bounds.ts'

const text = (pattern?: string) => ({ type: 'string', ...(pattern === undefined ? {} : { pattern }) })
const whole = { type: 'integer', minimum: 0 }
const flag = (value: string) => ({ type: 'string', const: value })

const KEY = text(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_MAX_CHARS}}$`)
const REQUEST_ID = text(`^[A-Za-z0-9._-]{1,${REQUEST_ID_MAX_CHARS}}$`)

type Parameter = {
  name: string
  in: 'header' | 'query' | 'path'
  description: string
  schema: object
  required?: true
}
const header = (name: string, schema: object, description: string): Parameter => ({
  name,
  in: 'header',
  description,
  schema,
})

/** components/parameters. `Authorization`, `Accept` and `Content-Type` may not be described as parameters. */
export const PARAMETERS: Record<string, Parameter> = {
  XUserId: header(
    'X-User-ID',
    text(),
    'With a user token: absent, or the same learner. With a secret key: required, the UUID of the learner.',
  ),
  XRequestId: header(
    'X-Request-Id',
    text(),
    'Taken when well-formed, else made; in the answer, the log, agent calls.',
  ),
  Traceparent: header('traceparent', text(), 'W3C Trace Context, forwarded to agents.'),
  IdempotencyKey: header(
    'Idempotency-Key',
    KEY,
    'Kept 24 h per learner and route: the same body is answered with the first answer, byte for byte.',
  ),
  XIdempotencyKey: header('X-Idempotency-Key', KEY, 'The same as Idempotency-Key, which wins.'),
  LastEventId: header(
    'Last-Event-ID',
    text('^[0-9]+$'),
    'The `seq` of the last event that was read: the stream goes on after it. Wins over `after`.',
  ),
  WebhookId: {
    ...header('webhook-id', text('^[\\x21-\\x7e]{1,128}$'), 'Names the delivery.'),
    required: true,
  },
  WebhookTimestamp: {
    ...header('webhook-timestamp', text('^[0-9]+$'), 'Unix time in seconds, at most 300 s off.'),
    required: true,
  },
  WebhookSignature: {
    ...header(
      'webhook-signature',
      text('^v1,'),
      '`v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>`; several, with spaces between, while a secret is ' +
        'rotated.',
    ),
    required: true,
  },
  SessionId: {
    name: 'id',
    in: 'path',
    description: 'The `id` of session/start.',
    schema: { type: 'string', format: 'uuid' },
    required: true,
  },
  IfNoneMatch: header('If-None-Match', text(), 'ETags already known: 304 when one still holds.'),
  CacheControl: header(
    'Cache-Control',
    text(),
    '`no-cache` asks anew, `no-store` keeps nothing, `max-age` bounds the age.',
  ),
  Deep: { name: 'deep', in: 'query', description: '`1` asks the database too.', schema: text() },
}

/** On every request of a learner route. */
export const LEARNER_PARAMETERS = ['XUserId', 'XRequestId', 'Traceparent']

/** components/headers of answers. */
export const HEADERS: Record<
  string,
  { name: string; description: string; schema: object; required?: boolean }
> = {
  XRequestId: { name: 'X-Request-Id', description: 'Also in the log.', schema: REQUEST_ID, required: true },
  CacheControl: {
    name: 'Cache-Control',
    description: '`no-store` unless it may be revalidated.',
    schema: text(),
    required: true,
  },
  XContentTypeOptions: {
    name: 'X-Content-Type-Options',
    description: 'No sniffing.',
    schema: flag('nosniff'),
    required: true,
  },
  ReferrerPolicy: {
    name: 'Referrer-Policy',
    description: 'No referrer.',
    schema: flag('no-referrer'),
    required: true,
  },
  ContentSecurityPolicy: {
    name: 'Content-Security-Policy',
    description: 'Nothing may be loaded.',
    schema: flag("default-src 'none'"),
    required: true,
  },
  StrictTransportSecurity: {
    name: 'Strict-Transport-Security',
    description: 'Over https.',
    schema: text('^max-age='),
  },
  ServerTiming: {
    name: 'Server-Timing',
    description: 'Milliseconds of auth, db, agents, plan.',
    schema: text(),
  },
  ETag: {
    name: 'ETag',
    description: 'Strong validator of the body.',
    schema: text('^"[0-9a-f]{32}"$'),
    required: true,
  },
  IdempotencyReplayed: {
    name: 'Idempotency-Replayed',
    description: 'This is the first answer again.',
    schema: flag('true'),
  },
  XRateLimitLimit: { name: 'X-RateLimit-Limit', description: 'Of the tightest policy.', schema: whole },
  XRateLimitRemaining: {
    name: 'X-RateLimit-Remaining',
    description: 'Of the tightest policy.',
    schema: whole,
  },
  XRateLimitReset: { name: 'X-RateLimit-Reset', description: 'Unix time in seconds.', schema: whole },
  RateLimit: { name: 'RateLimit', description: 'The same as the IETF draft spells it.', schema: text() },
  RateLimitPolicy: { name: 'RateLimit-Policy', description: 'Every policy with its quota.', schema: text() },
  RetryAfter: {
    name: 'Retry-After',
    description: 'Seconds to wait.',
    schema: { type: 'integer', minimum: 1 },
  },
  WwwAuthenticate: {
    name: 'WWW-Authenticate',
    description: 'How to authenticate.',
    schema: text('^Bearer'),
    required: true,
  },
  XCache: {
    name: 'X-Cache',
    description: 'Whether the answer was kept.',
    schema: { type: 'string', enum: ['HIT', 'MISS'] },
    required: true,
  },
  Age: { name: 'Age', description: 'Seconds since the answer was kept; on HIT.', schema: whole },
  Allow: { name: 'Allow', description: 'Methods of this route.', schema: text(), required: true },
}

const OF_ALL = [
  'XRequestId',
  'CacheControl',
  'XContentTypeOptions',
  'ReferrerPolicy',
  'ContentSecurityPolicy',
  'StrictTransportSecurity',
]
const OF_KNOWN_CALLERS = [
  'ServerTiming',
  'XRateLimitLimit',
  'XRateLimitRemaining',
  'XRateLimitReset',
  'RateLimit',
  'RateLimitPolicy',
]
/** Frozen by an idempotency key: successes and refusals of the domain. */
const REPLAYED = [200, 400, 404, 409]
const OF_STATUS: Record<number, string[]> = {
  401: ['WwwAuthenticate', 'RetryAfter'],
  405: ['Allow'],
  409: ['RetryAfter'],
  429: ['RetryAfter'],
  503: ['RetryAfter'],
}

/** Names of the components/headers that an answer may carry. */
export function listHeaders(
  status: number,
  answer: { knowsCaller: boolean; revalidated: boolean; writes: boolean; cached: boolean },
): string[] {
  return [
    ...OF_ALL,
    ...(answer.knowsCaller ? OF_KNOWN_CALLERS : []),
    ...(answer.revalidated && status < 400 ? ['ETag'] : []),
    ...(answer.writes && REPLAYED.includes(status) ? ['IdempotencyReplayed'] : []),
    ...(answer.cached && status === 200 ? ['XCache', 'Age'] : []),
    ...(OF_STATUS[status] ?? []),
  ]
}
