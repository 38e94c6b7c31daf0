import type { LineLog } from './lines.ts'
import { listWorkerArguments } from './serveArguments.ts'
import type { Watchdog } from './watchdog.ts'

/** The process that works on sessions. A stack that nobody asks for one does not pay for it. */
export type Worker = {
  /** Starts it unless it runs. */
  wake(): void
  /** After a source change: what it holds is given back, and the next one goes on with it. */
  restart(): void
  stop(): Promise<void>
}

type Options = {
  repository: string
  env: () => Promise<Record<string, string>>
  log: LineLog
  print: (line: string) => void
  verbose: boolean
  watchdog: Watchdog
}

/** Enough to give back what it holds; then it is killed, and its runs wait for their lease. */
const END_LIMIT_MS = 1_000
/** One that ends without being asked comes back, at once at first and ever later while it keeps ending. */
const SHORTEST_WAIT_MS = 200
const LONGEST_WAIT_MS = 30_000
const STEADY_MS = 10_000

export function superviseWorker(options: Options): Worker {
  let current: Promise<void> | null = null
  let restarts = Promise.withResolvers<void>()
  const stopping = new AbortController()

  /** Runs the process again and again until the stack ends. */
  async function keepRunning(): Promise<void> {
    let waitMs = SHORTEST_WAIT_MS
    while (!stopping.signal.aborted) {
      const startedAt = performance.now()
      restarts = Promise.withResolvers()
      const wasAsked = await runOnce(restarts.promise)
      if (wasAsked) continue
      if (performance.now() - startedAt > STEADY_MS) waitMs = SHORTEST_WAIT_MS
      options.print(`The worker ended by itself: starting another in ${waitMs / 1000} s`)
      await sleepUntil(waitMs, restarts.promise)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    }
  }

  /** True when it ended because it was asked to. */
  async function runOnce(asked: Promise<void>): Promise<boolean> {
    const env = await options.env()
    if (stopping.signal.aborted) return true
    const child = new Deno.Command(Deno.execPath(), {
      args: listWorkerArguments(options.repository),
      cwd: options.repository,
      clearEnv: true,
      env: { NO_COLOR: '1', ...env },
      stdin: 'null',
      stdout: 'piped',
      stderr: 'piped',
      // Ctrl-C reaches the whole terminal group: it would end before the database has what it gives back.
      detached: true,
    }).spawn()
    options.watchdog.watch(child.pid)
    const see = (line: string, isError: boolean) => {
      const isAlarming = line.startsWith('{') ? /"level":\s*"(warn|error)"/.test(line) : isError
      if (options.verbose || (isAlarming && line.trim() !== '')) options.print(`[worker] ${line}`)
    }
    options.log.follow(child.stdout, (line) => see(line, false))
    options.log.follow(child.stderr, (line) => see(line, true))
    const status = child.status
    const wasAsked = await Promise.race([status.then(() => false), asked.then(() => true)])
    if (wasAsked) await endChild(child)
    await status
    void options.watchdog.forget(child.pid)
    return wasAsked
  }

  return {
    wake() {
      current ??= keepRunning().catch((error: unknown) => {
        current = null
        options.print(`The worker cannot be started: ${error}`)
      })
    },
    restart: () => restarts.resolve(),
    async stop() {
      stopping.abort()
      restarts.resolve()
      await current
    },
  }
}

async function endChild(child: Deno.ChildProcess): Promise<void> {
  const signal = (name: Deno.Signal) => {
    try {
      child.kill(name)
    } catch {
      // Already gone.
    }
  }
  signal('SIGTERM')
  const timer = setTimeout(() => signal('SIGKILL'), END_LIMIT_MS)
  await child.status
  clearTimeout(timer)
}

async function sleepUntil(ms: number, sooner: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  await Promise.race([sooner, new Promise<void>((resolve) => timer = setTimeout(resolve, ms))])
  clearTimeout(timer)
}
