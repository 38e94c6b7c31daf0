import type { Timer } from '../contract/ports.ts'

/** The time all tries and waits of one phase share. */
export type CallBudget = { ends_at: number; signal: AbortSignal; close: () => void }

/** Opens a budget of at most `ms` under the request's own deadline; close it to free the timer. */
export function openBudget(timer: Timer, ms: number, deadline: AbortSignal): CallBudget {
  const boundedMs = Number.isFinite(ms) ? Math.max(0, ms) : 0
  const { signal, cancel } = timer.deadline(boundedMs, deadline)
  return { ends_at: timer.now() + boundedMs, signal, close: cancel }
}
