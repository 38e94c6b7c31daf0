import type { LineLog } from './lines.ts'
import { listServeArguments } from './serveArguments.ts'

/** One running function, or one that would not start. */
export type FunctionProcess =
  | {
    kind: 'running'
    origin: string
    hasExited: () => boolean
    /** Resolves when the process is gone. */
    ended: Promise<void>
    stop(): Promise<void>
  }
  | { kind: 'boot_error'; stderr: string }

type Launch = {
  repository: string
  name: string
  env: Record<string, string>
  log: LineLog
  /** Called for each line that belongs on the terminal. */
  print: (line: string) => void
  verbose: boolean
  /** Ends the process at once, also while it boots. */
  stopping: AbortSignal
  /** Told of the process as soon as it exists. */
  track: (pid: number, ended: Promise<void>) => void
}

const BOOT_LIMIT_MS = 30_000
/** On SIGTERM the runtime waits for its keep-alive connections; nothing is in flight any more when it is sent. */
const END_LIMIT_MS = 400

/** Starts a function as the platform does: its own process. */
export async function startFunction(launch: Launch): Promise<FunctionProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: listServeArguments(launch.repository, launch.name),
    cwd: launch.repository,
    clearEnv: true,
    env: { NO_COLOR: '1', ...launch.env },
    stdin: 'null',
    stdout: 'piped',
    stderr: 'piped',
    // Ctrl-C reaches the whole terminal group: requests in flight end before their function does.
    detached: true,
  }).spawn()

  const booted = Promise.withResolvers<string | null>()
  let exited = false
  let isBooting = true
  const bootLines: string[] = []
  const see = (line: string, isError: boolean) => {
    const origin = /^deno serve: Listening on (http:\/\/[\d.:]+)/.exec(line)?.[1]
    if (origin) return booted.resolve(origin)
    if (isBooting && isError) bootLines.push(line)
    else if (launch.verbose || isAlarming(line, isError)) launch.print(`[${launch.name}] ${line}`)
  }
  launch.log.follow(child.stdout, (line) => see(line, false))
  launch.log.follow(child.stderr, (line) => see(line, true))
  const status = child.status.then(() => {
    exited = true
    // Its last lines may still be on their way through the pipe.
    setTimeout(() => booted.resolve(null), 50)
  })
  const stop = () => endChild(child, status)
  launch.track(child.pid, status)
  launch.stopping.addEventListener('abort', () => void stop())

  const timer = setTimeout(() => booted.resolve(null), BOOT_LIMIT_MS)
  const origin = await booted.promise
  clearTimeout(timer)
  isBooting = false
  if (origin === null) {
    await stop()
    return { kind: 'boot_error', stderr: bootLines.join('\n') }
  }
  return { kind: 'running', origin, hasExited: () => exited, ended: status, stop }
}

async function endChild(child: Deno.ChildProcess, status: Promise<void>): Promise<void> {
  const signal = (name: Deno.Signal) => {
    try {
      child.kill(name)
    } catch {
      // Already gone.
    }
  }
  signal('SIGTERM')
  const timer = setTimeout(() => signal('SIGKILL'), END_LIMIT_MS)
  await status
  clearTimeout(timer)
}

/** The hosted runtime never prints this; newer ones do, once, when a function reads `request.signal`. */
const RUNTIME_NOTICE = 'Deno.serve: request.signal aborts on successful responses'

function isAlarming(line: string, isError: boolean): boolean {
  if (line.startsWith(RUNTIME_NOTICE)) return false
  if (!line.startsWith('{')) return isError && line.trim() !== ''
  return /"level":\s*"(warn|warning|error|fatal)"/.test(line)
}
