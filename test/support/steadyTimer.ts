import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'

export type SteadyTimer = Timer & {
  /** Runs the work to its end; time passes only while everything waits for it. */
  finish<T>(work: Promise<T>): Promise<T>
}

type Alarm = { at: number; fire: () => void; is_sleep: boolean }

/**
 * A clock for things that happen at once: three sleeps of a second end after one second. Time jumps to the next alarm
 * when nothing else can happen, and only while somebody sleeps: a deadline alone never comes closer.
 */
export function createSteadyTimer(startMs = Date.UTC(2026, 10, 21, 7)): SteadyTimer {
  let now = startMs
  const alarms = new Set<Alarm>()

  /** Everything that can happen without time happens first; signing is done by another thread and takes a few turns. */
  async function settle() {
    for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  function jump() {
    if (![...alarms].some(({ is_sleep }) => is_sleep)) return
    const [next] = [...alarms].sort((a, b) => a.at - b.at)
    if (next === undefined) return
    alarms.delete(next)
    now = Math.max(now, next.at)
    next.fire()
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const alarm = { at: now + ms, fire: () => end(resolve), is_sleep: true }
        const abort = () => end(() => reject(signal.reason))
        const end = (tell: () => void) => {
          alarms.delete(alarm)
          signal.removeEventListener('abort', abort)
          tell()
        }
        alarms.add(alarm)
        signal.addEventListener('abort', abort, { once: true })
      }),
    deadline(ms, parent) {
      const controller = new AbortController()
      const alarm = {
        at: now + ms,
        fire: () => controller.abort(new DOMException(`deadline of ${ms} ms`, 'TimeoutError')),
        is_sleep: false,
      }
      const follow = () => controller.abort(parent?.reason)
      if (parent?.aborted) follow()
      else alarms.add(alarm)
      parent?.addEventListener('abort', follow, { once: true })
      const cancel = () => {
        alarms.delete(alarm)
        parent?.removeEventListener('abort', follow)
      }
      return { signal: controller.signal, cancel }
    },
    async finish(work) {
      let isOver = false
      const watched = work.finally(() => isOver = true)
      watched.catch(() => {})
      while (!isOver) {
        await settle()
        if (!isOver) jump()
      }
      return await watched
    },
  }
}
