import type { Timer } from '../contract/ports.ts'

/** Tells when runs have gone on. One statement asks for all runs that anybody of this isolate watches. */
export type Tail = {
  /** Resolves once the run has events after `seq`, or is gone; rejects with the signal's reason when it aborts first. */
  awaitAfter(run_id: string, seq: number, signal: AbortSignal): Promise<void>
}

type Watcher = { run_id: string; seq: number; wake: () => void }

/** Between two looks: a quarter of the time that nothing happened, within these. A quiet run costs little. */
export const LEAST_POLL_MS = 25
export const MOST_POLL_MS = 400

/**
 * Polls while somebody watches and not otherwise. No LISTEN: a transaction pooler knows none, and one indexed read per
 * look and isolate costs less than a connection held open.
 */
export function createTail(
  options: { loadSeqs(run_ids: string[]): Promise<Record<string, number>>; timer: Timer },
): Tail {
  const { timer } = options
  const watchers = new Set<Watcher>()
  let movedAt = timer.now()
  let isPolling = false
  let rest = new AbortController()

  async function poll(): Promise<void> {
    isPolling = true
    while (watchers.size > 0) {
      await look()
      if (watchers.size === 0) break
      rest = new AbortController()
      const waitMs = Math.min(Math.max((timer.now() - movedAt) / 4, LEAST_POLL_MS), MOST_POLL_MS)
      await timer.sleep(waitMs, rest.signal).catch(() => {})
    }
    isPolling = false
  }

  async function look(): Promise<void> {
    const run_ids = [...new Set([...watchers].map(({ run_id }) => run_id))]
    // An outage is not the end of a stream: whoever watches waits until the database is back, or its time is over.
    const seqs = await options.loadSeqs(run_ids).catch(() => null)
    if (seqs === null) return
    for (const watcher of watchers) {
      // A run that somebody began to watch meanwhile was not asked for, and is next time.
      if (!run_ids.includes(watcher.run_id)) continue
      if ((seqs[watcher.run_id] ?? Infinity) <= watcher.seq) continue
      movedAt = timer.now()
      watcher.wake()
    }
  }

  return {
    awaitAfter: (run_id, seq, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => {
          watchers.delete(watcher)
          signal.removeEventListener('abort', stop)
          if (watchers.size === 0) rest.abort()
        }
        const stop = () => {
          leave()
          reject(signal.reason)
        }
        const wake = () => {
          leave()
          resolve()
        }
        const watcher: Watcher = { run_id, seq, wake }
        watchers.add(watcher)
        signal.addEventListener('abort', stop, { once: true })
        if (!isPolling) void poll()
      }),
  }
}
