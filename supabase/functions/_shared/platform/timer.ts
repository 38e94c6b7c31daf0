import type { Timer } from '../contract/ports.ts'

// setTimeout fires at once for delays beyond a signed 32-bit number: clamp instead of storming.
const LONGEST_MS = 2_147_483_647

function clamp(ms: number): number {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_MS) : LONGEST_MS
}

/** The machine's clock and timers. */
export const systemTimer: Timer = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const stop = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, clamp(ms))
      signal.addEventListener('abort', stop, { once: true })
    }),
  deadline: (ms, parent) => {
    const controller = new AbortController()
    const abort = () => controller.abort(parent?.reason)
    const timer = setTimeout(
      () => controller.abort(new DOMException('deadline passed', 'TimeoutError')),
      clamp(ms),
    )
    if (parent?.aborted) abort()
    else parent?.addEventListener('abort', abort, { once: true })
    return {
      signal: controller.signal,
      cancel: () => {
        clearTimeout(timer)
        parent?.removeEventListener('abort', abort)
      },
    }
  },
}
