import { describe, expect, it } from 'vitest'
import { OrchestratorError, refuse } from '../../../supabase/functions/_shared/contract/errors.ts'
import { corsHeaders, respondPreflight } from '../../../supabase/functions/_shared/http/cors.ts'
import { matchesEtag, strongEtag } from '../../../supabase/functions/_shared/http/etag.ts'
import { readIdempotency } from '../../../supabase/functions/_shared/http/idempotency.ts'
import { readRequestId } from '../../../supabase/functions/_shared/http/requestId.ts'
import {
  respondError,
  respondJson,
  securityHeaders,
  serverTiming,
} from '../../../supabase/functions/_shared/http/respond.ts'

describe('respondError', () => {
  const conflict = refuse('CONFLICT', 'NO_ACTIVE_INTENT')

  it('wraps code, message, details and request id in one envelope', async () => {
    const response = respondError(conflict, 'req-1', null, {})
    expect(response.status).toBe(409)
    expect(await response.json()).toEqual({
      error: {
        code: 'CONFLICT',
        message: 'Cannot run day: no active learning intent',
        details: { reason: 'NO_ACTIVE_INTENT' },
        requestId: 'req-1',
      },
    })
  })

  it('speaks RFC 9457 to those who ask for it', async () => {
    const response = respondError(conflict, 'req-1', 'application/problem+json', {})
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      status: 409,
      code: 'CONFLICT',
      requestId: 'req-1',
    })
  })

  it('keeps the first request id in the body of a replayed refusal', async () => {
    const replayed = refuse('CONFLICT', 'NO_ACTIVE_INTENT', { replayed_request_id: 'req-0' })
    const response = respondError(replayed, 'req-1', null, {})
    expect(response.headers.get('idempotency-replayed')).toBe('true')
    expect((await response.json()).error.requestId).toBe('req-0')
  })

  it('has no details and no header of a replay where there are none', async () => {
    const response = respondError(new OrchestratorError('NOT_FOUND', 'Cannot find it'), 'req-1', null, {})

    expect(await response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: 'Cannot find it', requestId: 'req-1' },
    })
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
  })

  it('adds the headers of the request and of the error, the error last', () => {
    const refused = new OrchestratorError('RATE_LIMITED', 'x', { headers: { 'retry-after': '7' } })
    const { headers } = respondError(refused, 'r', 'text/html', { 'x-request-id': 'r', 'retry-after': '1' })

    expect([headers.get('x-request-id'), headers.get('retry-after')]).toEqual(['r', '7'])
    expect(headers.get('content-type')).toBe('application/json')
  })

  it('names the scheme when it is a matter of credentials', () => {
    const response = respondError(new OrchestratorError('UNAUTHORIZED', 'x'), 'r', null, {})
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /)
  })
})

describe('any answer', () => {
  it('is not stored, unless its own headers say otherwise', () => {
    expect(respondJson(200, '{}', {}).headers.get('cache-control')).toBe('no-store')
    expect(respondJson(200, '{}', { 'cache-control': 'no-cache' }).headers.get('cache-control')).toBe(
      'no-cache',
    )
  })

  it('tells the browser to guess, refer and run nothing', () => {
    const always = {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'",
    }

    expect(securityHeaders(false)).toEqual(always)
    expect(securityHeaders(true)).toEqual({ ...always, 'strict-transport-security': 'max-age=31536000' })
  })

  it('lists the time of each step in Server-Timing', () => {
    expect(serverTiming({ db: 12.345, agents: 3 })).toBe('db;dur=12.3, agents;dur=3.0')
  })
})

const HEADERS_OF_CLIENTS = [
  ...[
    'authorization',
    'apikey',
    'cache-control',
    'content-type',
    'x-client-info',
    'x-region',
    'x-retry-count',
  ],
  ...[
    'x-user-id',
    'idempotency-key',
    'x-idempotency-key',
    'if-none-match',
    'last-event-id',
    'x-request-id',
    'x-wisely-dev-now',
  ],
  ...['traceparent', 'tracestate', 'baggage'],
]
const HEADERS_FOR_CLIENTS = [
  ...['age', 'x-cache', 'etag', 'retry-after', 'x-request-id', 'idempotency-replayed', 'server-timing'],
  ...['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'ratelimit', 'ratelimit-policy'],
]
const listOf = (value: string | null | undefined) => (value ?? '').split(', ').sort()

describe('CORS', () => {
  it.each([['*'], ['https://app.example']])(
    'shows a browser every header of an answer, for %s',
    (...allowed) => {
      const headers = corsHeaders('https://app.example', allowed)

      expect(listOf(headers['access-control-expose-headers'])).toEqual(HEADERS_FOR_CLIENTS.toSorted())
    },
  )

  it('varies by origin when origins are listed, whether this one is or not', () => {
    expect(corsHeaders('https://app.example', ['https://app.example'])['vary']).toBe('Origin')
    expect(corsHeaders(null, ['https://app.example'])).toEqual({ vary: 'Origin' })
  })

  it('preflight lets every header through that a client or its tracing sends, and may be kept for a day', () => {
    const response = respondPreflight('https://app.example', ['*'], ['GET', 'POST'])

    expect(response.status).toBe(204)
    expect(listOf(response.headers.get('access-control-allow-headers'))).toEqual(
      HEADERS_OF_CLIENTS.toSorted(),
    )
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST')
    expect(response.headers.get('access-control-max-age')).toBe('86400')
  })

  it('lets every origin in by default and never allows credentials', () => {
    const headers = corsHeaders('https://app.example', ['*'])
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it('echoes a listed origin and stays silent to others', () => {
    expect(corsHeaders('https://app.example', ['https://app.example'])['access-control-allow-origin']).toBe(
      'https://app.example',
    )
    expect(corsHeaders('https://evil.example', ['https://app.example'])).toEqual({ vary: 'Origin' })
  })
})

describe('ETag', () => {
  it('is the same for the same text and matches itself in a list, weak, or as *', async () => {
    const etag = await strongEtag('{}')
    expect(await strongEtag('{}')).toBe(etag)
    expect(await strongEtag('{ }')).not.toBe(etag)
    expect([etag, `W/${etag}`, `"x", ${etag}`, '*'].map((sent) => matchesEtag(sent, etag))).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    expect(matchesEtag(' * ', etag)).toBe(true)
    expect([null, '"x"', ''].map((sent) => matchesEtag(sent, etag))).toEqual([false, false, false])
  })

  it('loses a leading W/ in the comparison, and no other', () => {
    expect(matchesEtag('"aW/b"', '"aW/b"')).toBe(true)
    expect(matchesEtag('"aW/b"', '"ab"')).toBe(false)
  })
})

describe('headers of a request', () => {
  it('a well-formed X-Request-Id is taken, anything else is replaced', () => {
    const read = (value: string) => readRequestId(new Headers({ 'x-request-id': value }), () => 'made')
    expect(read('a.b-C_9')).toBe('a.b-C_9')
    expect(read('x'.repeat(128))).toBe('x'.repeat(128))
    expect([read('with space'), read('x'.repeat(129)), readRequestId(new Headers(), () => 'made')]).toEqual([
      'made',
      'made',
      'made',
    ])
  })

  it('an idempotency key of 1 to 255 visible characters is read under either name', () => {
    const bytes = new TextEncoder().encode('{}')
    const read = (headers: Record<string, string>) => readIdempotency(new Headers(headers), bytes)
    expect(read({ 'idempotency-key': 'k1' })?.key).toBe('k1')
    expect(read({ 'x-idempotency-key': 'k2' })?.key).toBe('k2')
    expect(read({ 'idempotency-key': 'k1', 'x-idempotency-key': 'k2' })?.key).toBe('k1')
    expect(read({ 'idempotency-key': 'x'.repeat(255) })?.key).toHaveLength(255)
    expect(read({})).toBeNull()
    for (const bad of ['a b', 'x'.repeat(256), '', '\u00e4']) {
      expect(() => read({ 'idempotency-key': bad })).toThrow(expect.objectContaining({
        code: 'BAD_REQUEST',
        message: 'Cannot read request: Idempotency-Key must be 1 to 255 visible ASCII characters',
      }))
    }
  })

  it('an idempotency key goes with the SHA-256 of the raw body', () => {
    const headers = new Headers({ 'idempotency-key': 'k' })

    expect(readIdempotency(headers, new TextEncoder().encode('abc'))).toEqual({
      key: 'k',
      body_sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    })
  })
})
