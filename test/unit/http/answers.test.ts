import { describe, expect, it } from 'vitest'
import { OrchestratorError, refuse } from '../../../supabase/functions/_shared/contract/errors.ts'
import { corsHeaders, respondPreflight } from '../../../supabase/functions/_shared/http/cors.ts'
import { matchesEtag, strongEtag } from '../../../supabase/functions/_shared/http/etag.ts'
import { readIdempotency } from '../../../supabase/functions/_shared/http/idempotency.ts'
import {
  createMemoryBuckets,
  rateHeaders,
  rateLimited,
} from '../../../supabase/functions/_shared/http/rateLimit.ts'
import { readRequestId } from '../../../supabase/functions/_shared/http/requestId.ts'
import { respondError } from '../../../supabase/functions/_shared/http/respond.ts'

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

  it('names the scheme when it is a matter of credentials', () => {
    const response = respondError(new OrchestratorError('UNAUTHORIZED', 'x'), 'r', null, {})
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer /)
  })
})

describe('CORS', () => {
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

  it('preflight names the methods and headers supabase-js sends', () => {
    const headers = respondPreflight('https://app.example', ['*'], ['POST']).headers
    expect(headers.get('access-control-allow-methods')).toBe('POST')
    for (
      const name of [
        'authorization',
        'apikey',
        'x-client-info',
        'content-type',
        'idempotency-key',
        'x-user-id',
        'x-region',
        'traceparent',
      ]
    ) {
      expect(headers.get('access-control-allow-headers')).toContain(name)
    }
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
    expect([null, '"x"', ''].map((sent) => matchesEtag(sent, etag))).toEqual([false, false, false])
  })
})

describe('headers of a request', () => {
  it('a well-formed X-Request-Id is taken, anything else is replaced', () => {
    const read = (value: string) => readRequestId(new Headers({ 'x-request-id': value }), () => 'made')
    expect(read('a.b-C_9')).toBe('a.b-C_9')
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
    expect(read({})).toBeNull()
    for (const key of ['a b', 'x'.repeat(256)]) {
      expect(() => read({ 'idempotency-key': key })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
    }
  })
})

describe('rate limits in memory', () => {
  it('let exactly the bucket through and tell when the next token comes', () => {
    let now = 0
    const buckets = createMemoryBuckets({ policy: 'requests', capacity: 3, per_s: 60 }, () => now)
    const passed = Array.from({ length: 5 }, () => buckets.take('a').retry_after_s)
    expect(passed).toEqual([0, 0, 0, 20, 20])
    expect(buckets.take('b').retry_after_s).toBe(0)

    now = 20_000
    expect(buckets.take('a').retry_after_s).toBe(0)
    expect(buckets.take('a').retry_after_s).toBe(20)
  })

  it('headers speak of the tightest policy', () => {
    const rates = [
      { policy: 'writes', limit: 30, remaining: 29, reset_after_s: 2, retry_after_s: 0 },
      { policy: 'day_runs', limit: 200, remaining: 1, reset_after_s: 60, retry_after_s: 0 },
    ]
    expect(rateHeaders(rates, 1_000_000)).toMatchObject({
      'x-ratelimit-limit': '200',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1060',
      ratelimit: '"day_runs";r=1;t=60',
      'ratelimit-policy': '"writes";q=30, "day_runs";q=200',
    })
  })

  it('a refusal carries the wait of the policy that refused', () => {
    const refused = rateLimited([{
      policy: 'writes',
      limit: 1,
      remaining: 0,
      reset_after_s: 9,
      retry_after_s: 7,
    }])
    expect(refused.headers['retry-after']).toBe('7')
  })
})
