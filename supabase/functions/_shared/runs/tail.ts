import type { Timer } from '../contract/ports.ts'

/** Tells when runs have gone on. One statement asks for all runs that anybody of this isolate watches. */
export type Tail = {
  /** Resolves once the run has events after `seq`; rejects with the signal's reason when it aborts first. */
  awaitAfter(run_id: string, seq: number, signal: AbortSignal): Promise<void>
}

type Watcher = { run_id: string; seq: number; wake: () => void }

/**
 * Polls while somebody watches and not otherwise. No LISTEN: a transaction pooler knows none, and one indexed read per
 * `poll_ms` and isolate costs less than a connection held open.
 */
export function createTail(
  options: { loadSeqs(run_ids: string[]): Promise<Record<string, number>>; timer: Timer; poll_ms: number },
): Tail {
  const watchers = new Set<Watcher>()
  let isPolling = false

  async function poll(): Promise<void> {
    isPolling = true
    const never = new AbortController().signal
    while (watchers.size > 0) {
      const run_ids = [...new Set([...watchers].map(({ run_id }) => run_id))]
      // An outage is not the end of a stream: whoever watches sees it when it asks for the events itself.
      const seqs = await options.loadSeqs(run_ids).catch(() => ({} as Record<string, number>))
      for (const watcher of watchers) {
        if ((seqs[watcher.run_id] ?? 0) > watcher.seq) watcher.wake()
      }
      await options.timer.sleep(options.poll_ms, never)
    }
    isPolling = false
  }

  return {
    awaitAfter: (run_id, seq, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => {
          watchers.delete(watcher)
          signal.removeEventListener('abort', stop)
        }
        const stop = () => {
          leave()
          reject(signal.reason)
        }
        const watcher: Watcher = {
          run_id,
          seq,
          wake: () => {
            leave()
            resolve()
          },
        }
        watchers.add(watcher)
        signal.addEventListener('abort', stop, { once: true })
        if (!isPolling) void poll()
      }),
  }
}
