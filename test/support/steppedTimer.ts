import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'

export type SteppedTimer = Timer & {
  /** Moves from alarm to alarm, each time after everything that can go on has gone on, until `work` settles. */
  run<T>(work: Promise<T>): Promise<T>
  /** Alarms nobody has cancelled. */
  pending(): number
}

/** Too many steps mean that nothing ever settles: a test then fails instead of hanging. */
const STEPS_MAX = 100_000

/** A clock for several actors that sleep at once. Only microtasks and this clock move them: every run is the same. */
export function createSteppedTimer(startMs = Date.UTC(2026, 10, 21, 7)): SteppedTimer {
  let now = startMs
  const alarms = new Set<{ at: number; fire: () => void }>()

  function setAlarm(ms: number, fire: () => void): () => void {
    const alarm = { at: now + Math.max(0, ms), fire }
    alarms.add(alarm)
    return () => void alarms.delete(alarm)
  }

  return {
    now: () => now,
    pending: () => alarms.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const stop = () => {
          cancel()
          reject(signal.reason)
        }
        const cancel = setAlarm(ms, () => {
          signal.removeEventListener('abort', stop)
          resolve()
        })
        signal.addEventListener('abort', stop, { once: true })
      }),
    deadline(ms, parent) {
      const controller = new AbortController()
      const follow = () => controller.abort(parent?.reason)
      const clear = setAlarm(ms, () => controller.abort(new DOMException('deadline', 'TimeoutError')))
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
    async run(work) {
      let isSettled = false
      const settled = work.finally(() => isSettled = true)
      settled.catch(() => {})
      for (let step = 0; step < STEPS_MAX; step += 1) {
        await new Promise((resolve) => setImmediate(resolve))
        if (isSettled) return await settled
        const next = [...alarms].sort((a, b) => a.at - b.at)[0]
        if (next === undefined) throw new Error('Nothing is left to wait for, and the work has not settled')
        alarms.delete(next)
        now = Math.max(now, next.at)
        next.fire()
      }
      throw new Error(`Not settled after ${STEPS_MAX} steps`)
    },
  }
}
