import type { RateFact } from '../contract/facts.ts'
import { refuse } from '../contract/errors.ts'
import type { OrchestratorError } from '../contract/errors.ts'

type Bucket = { tokens: number; at: number }

/** Counts requests of one isolate; keys beyond the cap push the oldest out. */
export type MemoryBuckets = { take(key: string): RateFact }

const KEYS_MAX = 20_000

/** Token buckets in memory: a hint per isolate for reads and strangers; writes are counted in the database. */
export function createMemoryBuckets(
  limit: { policy: string; capacity: number; per_s: number },
  now: () => number,
): MemoryBuckets {
  const buckets = new Map<string, Bucket>()
  const perMs = limit.capacity / limit.per_s / 1000
  return {
    take(key) {
      const at = now()
      const before = buckets.get(key) ?? { tokens: limit.capacity, at }
      const tokens = Math.min(limit.capacity, before.tokens + Math.max(0, at - before.at) * perMs)
      const left = tokens >= 1 ? tokens - 1 : tokens
      buckets.delete(key)
      buckets.set(key, { tokens: left, at })
      const oldest = buckets.size > KEYS_MAX ? buckets.keys().next().value : undefined
      if (oldest !== undefined) buckets.delete(oldest)
      return {
        policy: limit.policy,
        limit: limit.capacity,
        remaining: Math.floor(left),
        reset_after_s: Math.ceil((limit.capacity - left) / perMs / 1000),
        retry_after_s: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1000),
      }
    },
  }
}

/** The policy a caller meets first: refusing ones, then the one with the smallest share left. */
function tightest(rates: RateFact[]): RateFact | undefined {
  return [...rates].sort((a, b) =>
    b.retry_after_s - a.retry_after_s || a.remaining / a.limit - b.remaining / b.limit
  )[0]
}

/** The rate-limit headers of an answer; X-RateLimit-Reset is a Unix timestamp in seconds. */
export function rateHeaders(rates: RateFact[], nowMs: number): Record<string, string> {
  const rate = tightest(rates)
  if (rate === undefined) return {}
  return {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + rate.reset_after_s),
    ratelimit: `"${rate.policy}";r=${rate.remaining};t=${rate.reset_after_s}`,
    'ratelimit-policy': rates.map((each) => `"${each.policy}";q=${each.limit}`).join(', '),
  }
}

/** 429 with the wait of the policy that refused. */
export function rateLimited(rates: RateFact[]): OrchestratorError {
  const waitS = Math.max(1, ...rates.map((rate) => rate.retry_after_s))
  return refuse('RATE_LIMITED', 'RATE_LIMITED', {
    headers: { 'retry-after': String(waitS) },
    details: { retry_after_s: waitS },
  })
}
