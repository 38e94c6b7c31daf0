import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'

export type ManualTimer = Timer & {
  /** Moves the clock and fires what falls due on the way; everything that follows from one alarm happens before the next. */
  advance(ms: number): Promise<void>
  /** Alarms and sleeps that nobody has ended: 0 when nothing leaks. */
  pending(): number
}

/** A clock that moves only when told to, for work that goes on in several places at once. */
export function createManualTimer(startMs = Date.UTC(2026, 10, 21, 9)): ManualTimer {
  let now = startMs
  const alarms = new Set<{ at: number; fire: () => void }>()

  function setAlarm(ms: number, fire: () => void): () => void {
    const alarm = { at: now + ms, fire }
    alarms.add(alarm)
    return () => alarms.delete(alarm)
  }

  return {
    now: () => now,
    pending: () => alarms.size,
    async advance(ms) {
      const target = now + ms
      for (;;) {
        await settle()
        const due = [...alarms].filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0]
        if (due === undefined) break
        alarms.delete(due)
        now = due.at
        due.fire()
      }
      now = target
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const stop = () => {
          clear()
          reject(signal.reason)
        }
        const clear = setAlarm(ms, () => {
          signal.removeEventListener('abort', stop)
          resolve()
        })
        signal.addEventListener('abort', stop, { once: true })
      }),
    deadline(ms, parent) {
      const controller = new AbortController()
      const clear = setAlarm(ms, () => controller.abort(new DOMException('deadline passed', 'TimeoutError')))
      // The alarm stays, as on a real timer: only `cancel` frees it.
      const follow = () => controller.abort(parent?.reason)
      if (parent?.aborted) follow()
      else parent?.addEventListener('abort', follow, { once: true })
      return {
        signal: controller.signal,
        cancel: () => {
          clear()
          parent?.removeEventListener('abort', follow)
        },
      }
    },
  }
}

/** Lets every promise that can settle do so. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 4; round += 1) await new Promise((resolve) => setImmediate(resolve))
}
