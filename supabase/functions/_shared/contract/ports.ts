/** The effects a room may need, handed in by the composition root, so that a test can hand in others. */
export type Fetch = (request: Request) => Promise<Response>

export type Timer = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A signal that aborts with a TimeoutError after `ms`; `cancel` frees the timer. */
  deadline(ms: number, parent?: AbortSignal): { signal: AbortSignal; cancel(): void }
}

/** 0 <= n < 1. */
export type Random = () => number

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, fields: Record<string, unknown>) => void

/** Keeps the isolate alive for work that no answer waits for. Best effort: nothing that must happen goes here. */
export type KeepAlive = (work: Promise<unknown>) => void
