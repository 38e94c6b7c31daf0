import type { ClientPorts } from './options.ts'

/** The clock, timers and randomness of a browser, Node, Deno or Bun. */
export const systemPorts: ClientPorts = {
  random: () => Math.random(),
  makeKey,
  timer: {
    now: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const stop = () => {
          clearTimeout(alarm)
          reject(signal.reason)
        }
        const alarm = setTimeout(() => {
          signal.removeEventListener('abort', stop)
          resolve()
        }, ms)
        signal.addEventListener('abort', stop, { once: true })
      }),
    deadline: (ms, parent) => {
      const controller = new AbortController()
      const follow = () => controller.abort(parent?.reason)
      const alarm = setTimeout(
        () =>
          controller.abort(
            new DOMException(`no answer within ${ms} ms`, 'TimeoutError'),
          ),
        ms,
      )
      if (parent?.aborted) follow()
      else parent?.addEventListener('abort', follow, { once: true })
      return {
        signal: controller.signal,
        cancel: () => {
          clearTimeout(alarm)
          parent?.removeEventListener('abort', follow)
        },
      }
    },
  },
}

/** A page served over plain http has no crypto.randomUUID, but it has random bytes. */
function makeKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  return Array.from(
    crypto.getRandomValues(new Uint8Array(16)),
    (byte) => byte.toString(16).padStart(2, '0'),
  )
    .join('')
}
