/** The effects a room may need, handed in by the composition root, so that a test can hand in others. */
export type Fetch = (request: Request) => Promise<Response>
/** As the platform's own fetch. A Request of ours would be copied once more by it, its signal included. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

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
export type LogFields = Record<string, unknown>
/** Fields, or how to make them: a line that is not written is not composed either. */
export type Log = (level: LogLevel, fields: LogFields | (() => LogFields)) => void

/** Keeps the isolate alive for work that no answer waits for. Best effort: nothing that must happen goes here. */
export type KeepAlive = (work: Promise<unknown>) => void
