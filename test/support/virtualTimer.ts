import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'

export type VirtualTimer = Timer & {
  /** Moves the clock and fires everything that falls due on the way. */
  advance: (ms: number) => void
  /** Every wait that was started, in ms. */
  sleeps: number[]
  /** Alarms nobody has cancelled: 0 when all timers were freed. */
  pending: () => number
}

/** A clock that only moves when told to; a sleep moves it at once to its own end, or to the deadline that cuts it. */
export function createVirtualTimer(startMs = Date.UTC(2026, 10, 21, 7)): VirtualTimer {
  let now = startMs
  const alarms = new Set<{ at: number; fire: () => void }>()
  const sleeps: number[] = []

  function advanceTo(target: number, isOver: () => boolean = () => false) {
    while (!isOver()) {
      const due = [...alarms].filter((alarm) => alarm.at <= target).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      alarms.delete(due)
      now = Math.max(now, due.at)
      due.fire()
    }
    if (!isOver()) now = Math.max(now, target)
  }

  return {
    now: () => now,
    sleeps,
    pending: () => alarms.size,
    advance: (ms) => advanceTo(now + ms),
    async sleep(ms, signal) {
      sleeps.push(ms)
      signal.throwIfAborted()
      advanceTo(now + ms, () => signal.aborted)
      signal.throwIfAborted()
      await Promise.resolve()
    },
    deadline(ms, parent) {
      const controller = new AbortController()
      const alarm = {
        at: now + ms,
        fire: () => controller.abort(new DOMException(`deadline of ${ms} ms`, 'TimeoutError')),
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
  }
}
