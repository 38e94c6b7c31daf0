import type { Random } from './options.ts'
import type { OrchestratorError } from './orchestratorError.ts'

const BACKOFF_MS = [500, 1_500]
/** A caller would rather hear of a longer wait than sit through it. */
const LONGEST_WAIT_MS = 10_000
const RETRYABLE_STATUS = new Set([429, 503, 504, 546])

/** How long to wait before the next try, or null when there must be none; `leftMs` is what is left of the call. */
export function nextWait(
  error: OrchestratorError,
  triesMade: number,
  leftMs: number,
  random: Random,
): number | null {
  const backoffMs = BACKOFF_MS[triesMade - 1]
  if (!isRetryable(error) || backoffMs === undefined) return null
  // Retry-After is the floor; the jitter on top keeps clients that were refused together apart.
  const waitMs = Math.round(
    Math.max(backoffMs, (error.retryAfter ?? 0) * 1000) + backoffMs * random(),
  )
  return waitMs <= LONGEST_WAIT_MS && waitMs < leftMs ? waitMs : null
}

/** Whether the same thing, later, may work. */
export function isRetryable(error: OrchestratorError): boolean {
  return error.code === 'NETWORK_ERROR' ||
    RETRYABLE_STATUS.has(error.status ?? 0) ||
    // A repeated call met its own first try, whose answer was lost on the way and is not ready yet.
    error.reason === 'IDEMPOTENCY_IN_PROGRESS'
}
