import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { findDeno } from '../../dev/denoBinary.mjs'
import { listServeArguments } from '../../dev/serveArguments.ts'
import type { StackInfo } from '../../dev/stackInfo.ts'
import { REPOSITORY } from '../support/stack.ts'

/** One process of the orchestrator, as the platform would run one isolate of it. */
export type Isolate = {
  origin: string
  pid: number
  hasExited: () => boolean
  ended: Promise<void>
  /** Its log lines so far. */
  lines: string[]
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and SIGKILL when that is not enough. */
  stop(): Promise<void>
}

const BOOT_LIMIT_MS = 30_000
const END_LIMIT_MS = 400
/** A function that only logs requests is read to the end; its log is bounded by what a check looks at. */
const LINES_MAX = 5_000

/** Serves the orchestrator in a process of its own against a stack's database; `env` wins over the stack's settings. */
export async function startIsolate(stack: StackInfo, env: Record<string, string> = {}): Promise<Isolate> {
  // Public half of the stack's own key file.
  const [jwk] = JSON.parse(await readFile(stack.SIGNING_KEY_PATH, 'utf8')) as Record<string, unknown>[]
  const { d: _, ...publicJwk } = jwk ?? {}
  const child = spawn(findDeno(REPOSITORY), listServeArguments(REPOSITORY, 'orchestrator'), {
    cwd: REPOSITORY,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NO_COLOR: '1',
      DENO_NO_UPDATE_CHECK: '1',
      SUPABASE_URL: stack.API_URL,
      SUPABASE_DB_URL: stack.API_DB_URL,
      SUPABASE_JWKS: JSON.stringify({ keys: [{ ...publicJwk, key_ops: ['verify'] }] }),
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.SECRET_KEY }),
      EDGE_BASE_URL: stack.API_URL,
      EDGE_SERVICE_JWT: stack.EDGE_SERVICE_JWT,
      WISELY_RATE_LIMITS: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const origin = await waitForOrigin(child, lines, ended)
  const hasExited = () => child.exitCode !== null || child.signalCode !== null
  // Not child.kill: under Deno its second call does nothing.
  const signal = (name: NodeJS.Signals) => {
    if (!hasExited() && child.pid) process.kill(child.pid, name)
  }
  return {
    origin,
    pid: child.pid ?? 0,
    hasExited,
    ended,
    lines,
    signal,
    async stop() {
      if (hasExited()) return
      // One that was stopped would never see the end coming.
      signal('SIGCONT')
      signal('SIGTERM')
      const kill = setTimeout(() => signal('SIGKILL'), END_LIMIT_MS)
      await ended
      clearTimeout(kill)
    },
  }
}

function waitForOrigin(child: ChildProcess, lines: string[], ended: Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(`The orchestrator does not start:\n${lines.slice(-20).join('\n')}`))
    const limit = setTimeout(fail, BOOT_LIMIT_MS)
    void ended.then(() => {
      clearTimeout(limit)
      fail()
    })
    for (const stream of [child.stdout, child.stderr]) {
      let rest = ''
      stream?.on('data', (chunk: Buffer) => {
        const whole = (rest + chunk.toString()).split('\n')
        rest = whole.pop() ?? ''
        for (const line of whole) {
          const found = /^deno serve: Listening on (http:\/\/[\d.:]+)/.exec(line)?.[1]
          if (found) {
            clearTimeout(limit)
            resolve(found)
          } else if (lines.push(line) > LINES_MAX) lines.splice(0, LINES_MAX / 2)
        }
      })
    }
  })
}

/** Resident memory of a process in bytes, as Linux tells it; null elsewhere. */
export async function readRss(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kilobytes ? Number(kilobytes) * 1024 : null
}
