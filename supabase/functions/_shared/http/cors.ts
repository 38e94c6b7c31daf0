const ALLOWED_HEADERS = [
  'authorization',
  'apikey',
  'content-type',
  'cache-control',
  'x-client-info',
  'x-user-id',
  'idempotency-key',
  'x-idempotency-key',
  'if-none-match',
  'last-event-id',
  'x-request-id',
  'x-region',
  'traceparent',
  'tracestate',
  'baggage',
  'x-retry-count',
  'x-wisely-dev-now',
].join(', ')

const EXPOSED_HEADERS = [
  'age',
  'etag',
  'retry-after',
  'x-cache',
  'x-request-id',
  'idempotency-replayed',
  'server-timing',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'ratelimit-policy',
].join(', ')

/** CORS headers of every answer, errors included. No cookies are used, so `*` is safe and no credentials are allowed. */
export function corsHeaders(origin: string | null, allowed: string[]): Record<string, string> {
  if (allowed.includes('*')) {
    return { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED_HEADERS }
  }
  if (origin === null || !allowed.includes(origin)) return { vary: 'Origin' }
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED_HEADERS,
    vary: 'Origin',
  }
}

/** The answer to a preflight. */
export function respondPreflight(
  origin: string | null,
  allowed: string[],
  methods: readonly string[],
): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(origin, allowed),
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': ALLOWED_HEADERS,
      'access-control-max-age': '86400',
    },
  })
}
