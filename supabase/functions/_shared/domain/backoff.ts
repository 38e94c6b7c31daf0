import type { Random } from '../contract/ports.ts'
import { BACKOFF_JITTER, MIN_TRY_MS, RETRY_POLICIES, type RetryPolicyName } from './limits.ts'

export type Refusal = {
  retryable: boolean
  /** What the agent asked for, already clamped; null when it asked for nothing. */
  retry_after_ms: number | null
}

/**
 * How long to wait before the next try, or null when there must be none. `budgetMs` is what is left of the deadline:
 * a wait is only started when a whole try still fits behind it. Retry-After is the floor of the wait.
 */
export function nextWait(
  refusal: Refusal,
  triesMade: number,
  budgetMs: number,
  random: Random,
  policy: RetryPolicyName = 'agent_http',
): number | null {
  const backoff = RETRY_POLICIES[policy][triesMade - 1]
  if (!refusal.retryable || backoff === undefined) return null
  const jittered = Math.round(backoff * (1 + BACKOFF_JITTER * random()))
  const wait = Math.max(jittered, refusal.retry_after_ms ?? 0)
  return wait + MIN_TRY_MS <= budgetMs ? wait : null
}
