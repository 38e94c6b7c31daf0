import type { Timer } from '../../supabase/functions/_shared/contract/ports.ts'

/** A timer that stands at `now` and never fires. */
export function stillTimer(now = Date.UTC(2026, 10, 21, 9)): Timer {
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    deadline: () => ({ signal: new AbortController().signal, cancel: () => {} }),
  }
}

/** A timer whose deadlines have passed already. */
export function expiredTimer(): Timer {
  return {
    ...stillTimer(),
    deadline: () => {
      const controller = new AbortController()
      queueMicrotask(() => controller.abort(new DOMException('deadline passed', 'TimeoutError')))
      return { signal: controller.signal, cancel: () => {} }
    },
  }
}
