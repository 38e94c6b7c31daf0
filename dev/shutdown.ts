/** Services end together; the database ends after them, because they still use it. */
type Phase = 'services' | 'database'

export type Shutdown = {
  add(phase: Phase, stop: () => Promise<void>): void
  /** Stops what was added so far. Repeated calls wait for the first. */
  runAll(): Promise<void>
  hasBegun(): boolean
}

const SIGNALS: Deno.Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
const SERVICES_LIMIT_MS = 1300
const PARENT_CHECK_MS = 250

/**
 * Listens for every reason to end: a signal (a terminal sends Ctrl-C to the launcher and to us, so it may come
 * twice), a promise nobody caught and, when asked, a parent that is gone without a signal.
 */
export function openShutdown({ withParent }: { withParent: boolean }): Shutdown {
  const stops: Record<Phase, (() => Promise<void>)[]> = { services: [], database: [] }
  let running: Promise<void> | null = null

  const stopAll = async () => {
    const services = Promise.allSettled(stops.services.map((stop) => stop()))
    await Promise.race([services, new Promise((resolve) => setTimeout(resolve, SERVICES_LIMIT_MS))])
    await Promise.allSettled(stops.database.map((stop) => stop()))
  }
  const runAll = () => running ??= stopAll()
  const exit = async (code: number) => {
    await runAll()
    Deno.exit(code)
  }

  for (const signal of SIGNALS) Deno.addSignalListener(signal, () => void exit(0))
  globalThis.addEventListener('unhandledrejection', (event) => {
    event.preventDefault()
    console.error('The stack stops after an error nobody caught:', event.reason)
    void exit(1)
  })
  const parent = Deno.ppid
  const checkParent = () => Deno.ppid === parent || void exit(0)
  if (withParent) Deno.unrefTimer(setInterval(checkParent, PARENT_CHECK_MS))

  return {
    add(phase, stop) {
      // Started while everything ends: it ends right away.
      if (running) void stop()
      else stops[phase].push(stop)
    },
    runAll,
    hasBegun: () => running !== null,
  }
}
