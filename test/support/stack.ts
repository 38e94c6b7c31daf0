import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findDeno } from '../../dev/denoBinary.mjs'
import type { StackInfo } from '../../dev/stackInfo.ts'

export type { StackInfo } from '../../dev/stackInfo.ts'

export type RunningStack = {
  info: StackInfo
  pid: number
  /** The settings it was started with: what `status`, `token` and a second boot of the same home need. */
  env: Record<string, string>
  /** Everything it printed so far. */
  output(): string
  /** Sends the signal and answers the exit code once the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Ends it and deletes its home, unless the caller gave one. */
  stop(): Promise<void>
}

export type StackOptions = {
  /** A folder with dev/, supabase/ and node_modules: a copy, for tests that change sources. Default: this repository. */
  repository?: string
}

export const REPOSITORY = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Suites call far more often than a learner does. A test of the limits sets its own values. */
const SUITE_ENV = { WISELY_QUIET: '1', WISELY_RATE_LIMITS: 'off' }
const BOOT_LIMIT_MS = 60_000
const END_LIMIT_MS = 5_000

/** Boots a throw-away stack on free ports, in a temporary home unless `env` names one, and waits until it answers. */
export async function startStack(
  env: Record<string, string> = {},
  options: StackOptions = {},
): Promise<RunningStack> {
  const ownsHome = env.WISELY_HOME === undefined
  const settings: Record<string, string> = {
    ...SUITE_ENV,
    WISELY_HOME: env.WISELY_HOME ?? await makeTempFolder('wisely-stack-'),
    WISELY_PORT: String(await findFreePort()),
    WISELY_DB_PORT: String(await findFreePort()),
    ...env,
  }
  const child = spawnDeno('dev/stack.ts', [], settings, options)
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  let printed = ''
  const ready = new Promise<StackInfo>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`The stack is not ready after ${BOOT_LIMIT_MS} ms`)),
      BOOT_LIMIT_MS,
    )
    const see = (chunk: Buffer) => {
      printed += chunk.toString()
      const line = /^ready (\{.*\})$/m.exec(printed)?.[1]
      if (!line) return
      clearTimeout(limit)
      // The stack's own ready line: its shape is StackInfo.
      resolve(JSON.parse(line) as StackInfo)
    }
    child.stdout?.on('data', see)
    child.stderr?.on('data', see)
    void exit.then((code) => {
      clearTimeout(limit)
      reject(new Error(`The stack ended with code ${code} before it was ready`))
    })
  })

  const deleteHome = async () => {
    if (ownsHome) await rm(settings.WISELY_HOME ?? '', { recursive: true, force: true })
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    // Not child.kill: under Deno a second one does nothing.
    const kill = setTimeout(() => child.pid && process.kill(child.pid, 'SIGKILL'), END_LIMIT_MS)
    const code = await exit
    clearTimeout(kill)
    return code
  }
  try {
    const info = await ready
    return {
      info,
      pid: child.pid ?? 0,
      env: settings,
      output: () => printed,
      end,
      stop: async () => {
        await end('SIGTERM')
        await deleteHome()
      },
    }
  } catch (error) {
    await end('SIGTERM')
    await deleteHome()
    throw new Error(`${error instanceof Error ? error.message : error}\n${printed}`)
  }
}

/** Runs one of the stack's commands (`dev/status.ts`) with a stack's settings and waits for its end. */
export async function runStackCommand(
  program: string,
  args: string[],
  env: Record<string, string>,
  options: StackOptions = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnDeno(program, args, env, options)
  const printed = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => printed.stdout += chunk.toString())
  child.stderr?.on('data', (chunk: Buffer) => printed.stderr += chunk.toString())
  const code = await new Promise<number | null>((resolve) =>
    child.once('close', (exitCode) => resolve(exitCode))
  )
  return { code, ...printed }
}

/** Open to others: as root, PostgreSQL runs as another user and must reach its data and programs through it. */
export async function makeTempFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await chmod(folder, 0o755)
  return folder
}

export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('Cannot find a free port: no address')
  return address.port
}

function spawnDeno(
  program: string,
  args: string[],
  env: Record<string, string>,
  options: StackOptions,
): ChildProcess {
  const repository = options.repository ?? REPOSITORY
  return spawn(findDeno(REPOSITORY), ['run', '-A', '--unstable-no-legacy-abort', program, ...args], {
    cwd: repository,
    env: { ...readNeutralEnv(), NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** The caller's environment without what would change the stack or the functions: the same test run in every shell. */
function readNeutralEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    !/^(WISELY_|EDGE_|FAST_AGENT_|N8N_|HMAC_SECRET$|CRON_SECRET$|SUPABASE_|ALLOWED_ORIGINS$)/.test(name)
  )
  return Object.fromEntries(kept)
}
