import { describe, expect, it } from 'vitest'
import {
  createMemoryBuckets,
  rateHeaders,
  rateLimited,
} from '../../../supabase/functions/_shared/http/rateLimit.ts'

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

  it('say how many are left and when all are back', () => {
    let now = 0
    const buckets = createMemoryBuckets({ policy: 'requests', capacity: 4, per_s: 60 }, () => now)
    const full = { policy: 'requests', limit: 4, retry_after_s: 0 }

    expect(buckets.take('a')).toEqual({ ...full, remaining: 3, reset_after_s: 15 })
    expect(buckets.take('a')).toEqual({ ...full, remaining: 2, reset_after_s: 30 })
    now = 15_000
    expect(buckets.take('a')).toEqual({ ...full, remaining: 2, reset_after_s: 30 })
    now = 3_600_000
    expect(buckets.take('a')).toEqual({ ...full, remaining: 3, reset_after_s: 15 })
  })

  it('count down to the next token of an empty bucket, and a clock that goes back gives none', () => {
    let now = 60_000
    const buckets = createMemoryBuckets({ policy: 'requests', capacity: 1, per_s: 20 }, () => now)
    buckets.take('a')

    now = 65_000
    expect(buckets.take('a').retry_after_s).toBe(15)
    now = 0
    expect(buckets.take('a').retry_after_s).toBe(15)
    now = 15_000
    expect(buckets.take('a').retry_after_s).toBe(0)
  })

  it('forget who was longest away when there are more than 20,000', () => {
    const buckets = createMemoryBuckets({ policy: 'requests', capacity: 2, per_s: 60 }, () => 0)
    buckets.take('first')
    for (let each = 1; each < 20_000; each += 1) buckets.take(`${each}`)
    expect(buckets.take('first').remaining).toBe(0)

    buckets.take('one more')

    expect(buckets.take('first').remaining).toBe(0)
    expect(buckets.take('1').remaining).toBe(1)
  })

  it.each([
    ['the one that refuses longest', [[5, 0, 7], [9, 0, 30], [3, 0, 3]], '9'],
    ['the one with the smallest share left', [[30, 29, 0], [200, 1, 0], [2, 1, 0]], '200'],
    ['a refusing one before one with less left', [[100, 1, 0], [10, 5, 4]], '10'],
  ])('headers speak of %s, in whatever order they come', (_, facts, limit) => {
    const rates = facts.map(([each = 0, remaining = 0, retry_after_s = 0]) => ({
      ...{ policy: `p${each}`, limit: each, remaining, reset_after_s: 1, retry_after_s },
    }))

    expect(rateHeaders(rates, 0)['x-ratelimit-limit']).toBe(limit)
    expect(rateHeaders(rates.toReversed(), 0)['x-ratelimit-limit']).toBe(limit)
  })

  it('headers say nothing where nothing was counted', () => {
    expect(rateHeaders([], 0)).toEqual({})
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
    expect(refused).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'Cannot accept request: rate limit reached',
      details: { reason: 'RATE_LIMITED', retry_after_s: 7 },
    })
    expect(rateLimited([]).headers['retry-after']).toBe('1')
  })
})
