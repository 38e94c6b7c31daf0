/** For a whole call; for a stream, without a word of the server. */
export const DEFAULT_TIMEOUT_MS = 60_000

/** Options of every call. */
export type ReadOptions = {
  /** Ends the call at once; it then rejects with the signal's reason. */
  signal?: AbortSignal
  /** Milliseconds for the whole call, retries and waits included; default 60,000. */
  timeoutMs?: number
  /** 1..128 of `[A-Za-z0-9._-]`, found again in the server's log and in errors. */
  requestId?: string
  /** Where the function runs, such as `eu-central-1`; best the database's region. */
  region?: string
}

/** Options of calls that change something. */
export type WriteOptions = ReadOptions & {
  /** 1..255 visible ASCII; default a fresh one for every call, kept over its retries. */
  idempotencyKey?: string
}

/** Options of `generateDayPlan`. */
export type DayRunOptions = WriteOptions & {
  /** Asks every agent again and rebuilds the plan. */
  forceRefresh?: boolean
}

/** A clock with waits and deadlines. */
export type Timer = {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A signal that aborts with a TimeoutError after `ms`; `cancel` frees the timer. */
  deadline(
    ms: number,
    parent?: AbortSignal,
  ): { signal: AbortSignal; cancel(): void }
}

/** 0 <= n < 1. */
export type Random = () => number

/** Time, randomness and key making, for tests that hand in their own. */
export type ClientPorts = {
  timer: Timer
  random: Random
  makeKey(): string
}
