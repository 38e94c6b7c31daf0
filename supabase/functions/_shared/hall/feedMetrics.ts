import type { Count } from '../contract/metrics.ts'
import type { KeepAlive, Log, Timer } from '../contract/ports.ts'

/** The counts of this isolate on their way to the database. */
export type MetricsFeed = {
  note(counts: Count[]): void
  /** Sends what is there now; false when the database did not take it. */
  flush(): Promise<boolean>
}

export type FeedPorts = {
  addMetrics(counts: Count[]): Promise<void>
  keepAlive: KeepAlive
  timer: Timer
  log: Log
}

const FLUSH_EVERY_MS = 30_000
/** Requests after which the counts do not wait for the rest of the 30 s. */
const FLUSH_AT_REQUESTS = 2_000

/**
 * Adds an isolate's counts to the database about every 30 s, in one statement. Best effort: what an isolate had not
 * sent when it ended is lost, and a connection lost in the middle of a statement may count twice.
 */
export function createMetricsFeed(ports: FeedPorts): MetricsFeed {
  let pending = new Map<string, Count>()
  let requests = 0
  let isWaiting = false

  function add(counts: Count[]): void {
    for (const each of counts) {
      const key = `${each.metric} ${JSON.stringify(each.labels)}`
      const value = (pending.get(key)?.value ?? 0) + each.value
      pending.set(key, { ...each, value })
    }
  }

  async function flush(): Promise<boolean> {
    if (pending.size === 0) return true
    const sent = [...pending.values()]
    pending = new Map()
    requests = 0
    try {
      await ports.addMetrics(sent)
      return true
    } catch {
      // Kept for the next time: an outage is just what the counters are to tell of. Bounded by the sets of labels.
      add(sent)
      ports.log('warn', { function: 'metrics', message: 'Cannot store metrics: kept for the next time' })
      return false
    }
  }

  async function flushLater(): Promise<void> {
    try {
      await ports.timer.sleep(FLUSH_EVERY_MS, new AbortController().signal)
    } finally {
      isWaiting = false
    }
    await flush()
  }

  return {
    flush,
    note(counts) {
      add(counts)
      requests += 1
      if (requests >= FLUSH_AT_REQUESTS) {
        requests = 0
        return ports.keepAlive(flush())
      }
      if (isWaiting) return
      isWaiting = true
      ports.keepAlive(flushLater())
    },
  }
}
