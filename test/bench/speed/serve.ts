import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { findDeno } from '../../../dev/denoBinary.mjs'
import { HEAP_LIMIT } from '../../../dev/serveArguments.ts'
import { REPOSITORY } from '../../support/stack.ts'

export type Server = {
  origin: string
  pid: number
  /** Milliseconds from the start of the process to its listening socket. */
  bootMs: number
  stop(): Promise<void>
}

const BOOT_LIMIT_MS = 30_000

/** Serves a module as the local stack serves a function: its own process, the rights of network and environment alone. */
export async function serve(
  entry: string,
  env: Record<string, string>,
  options: { config?: string; flags?: string[] } = {},
): Promise<Server> {
  const startedAt = performance.now()
  const child = spawn(findDeno(REPOSITORY), [
    ...['serve', HEAP_LIMIT, '--no-lock', '--no-prompt', '--node-modules-dir=manual'],
    ...['--config', join(REPOSITORY, options.config ?? 'deno.json')],
    ...['--host', '127.0.0.1', '--port', '0', '--allow-net', '--allow-env', ...(options.flags ?? [])],
    join(REPOSITORY, entry),
  ], {
    cwd: REPOSITORY,
    env: { NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1', HOME: process.env.HOME ?? '/tmp', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    // At once: nothing of it is needed, and on SIGTERM the runtime waits for connections that are kept alive.
    child.kill('SIGKILL')
    await exited
  }

  let printed = ''
  const origin = await new Promise<string | null>((resolve) => {
    const limit = setTimeout(() => resolve(null), BOOT_LIMIT_MS)
    const see = (chunk: Buffer) => {
      if (printed.length < 20_000) printed += chunk.toString()
      const found = /Listening on (http:\/\/[\d.:]+)/.exec(printed)?.[1]
      if (found === undefined) return
      clearTimeout(limit)
      resolve(found)
    }
    child.stdout.on('data', see)
    child.stderr.on('data', see)
    void exited.then(() => resolve(null))
  })
  if (origin === null) {
    await stop()
    throw new Error(`${entry} does not start:\n${printed}`)
  }
  return { origin, pid: child.pid ?? 0, bootMs: performance.now() - startedAt, stop }
}

export function serveProduct(env: Record<string, string>, flags: string[] = []): Promise<Server> {
  return serve('supabase/functions/orchestrator/index.ts', env, {
    config: 'supabase/functions/orchestrator/deno.json',
    flags,
  })
}
