import { BREAKER, CALL_CEILING_MS } from './limits.ts'

/** What one isolate remembers of one agent's recent tries. */
export type Breaker = {
  /** The last tries that count, oldest first: true = failed. */
  recent: readonly boolean[]
  failures_in_a_row: number
  /** Null while closed. Once it is past, one probe may go out. */
  open_until: number | null
  /** How often it opened since the last success. */
  times_opened: number
  /** The probe's own lease: a probe that never reports back must not keep the breaker open for ever. */
  probe_until: number | null
}

export type BreakerGate = 'closed' | 'open' | 'probe'

export const CLOSED_BREAKER: Breaker = {
  recent: [],
  failures_in_a_row: 0,
  open_until: null,
  times_opened: 0,
  probe_until: null,
}

/** Whether a try may go out: yes, no, or as the one probe. */
export function decideGate(breaker: Breaker, now: number): BreakerGate {
  if (breaker.open_until === null) return 'closed'
  if (now < breaker.open_until) return 'open'
  return breaker.probe_until !== null && now < breaker.probe_until ? 'open' : 'probe'
}

/** The breaker after a try was let out. */
export function nextAfterStart(breaker: Breaker, now: number): Breaker {
  return decideGate(breaker, now) === 'probe' ? { ...breaker, probe_until: now + CALL_CEILING_MS } : breaker
}

/**
 * The breaker after a try ended. A success closes it for good; a neutral end (404, 401, 429, the caller left) says
 * nothing about the agent's health, so it only hands the probe back.
 */
export function nextAfterEnd(breaker: Breaker, end: 'success' | 'failure' | 'neutral', now: number): Breaker {
  if (end === 'neutral') return { ...breaker, probe_until: null }
  if (end === 'success' && breaker.open_until !== null) return CLOSED_BREAKER

  const recent = [...breaker.recent, end === 'failure'].slice(-BREAKER.window)
  if (end === 'success') return { ...breaker, recent, failures_in_a_row: 0, times_opened: 0 }

  const failuresInARow = breaker.failures_in_a_row + 1
  const failed = recent.filter((isFailure) => isFailure).length
  const isBad = failuresInARow >= BREAKER.failures_in_a_row ||
    (recent.length === BREAKER.window && failed >= BREAKER.window * BREAKER.failure_share)
  const next = { ...breaker, recent, failures_in_a_row: failuresInARow }
  // Tries that were under way when it opened do not open it once more.
  const isOpenAlready = breaker.open_until !== null && now < breaker.open_until
  if (!isBad || isOpenAlready) return next

  const openMs = Math.min(BREAKER.open_ms * 2 ** breaker.times_opened, BREAKER.open_max_ms)
  return { ...next, open_until: now + openMs, times_opened: breaker.times_opened + 1, probe_until: null }
}
