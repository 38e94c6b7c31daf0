import type { KeepAlive } from '../contract/ports.ts'

declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined

/** Lets work outlive its request. Best effort on the platform; elsewhere the process is simply still there. */
export const keepAlive: KeepAlive = (work) => {
  const quiet = work.then(() => {}, () => {})
  if (typeof EdgeRuntime !== 'undefined') EdgeRuntime.waitUntil(quiet)
}
