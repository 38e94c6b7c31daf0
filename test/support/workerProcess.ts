import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findDeno } from '../../dev/denoBinary.mjs'
import { makeTempFolder, REPOSITORY, type RunningStack } from './stack.ts'

export type WorkerProcess = {
  pid: number
  signal(name: NodeJS.Signals): void
  /** Its exit code, null after a signal that it could not answer. */
  ended: Promise<number | null>
  /** Everything it printed so far. */
  output(): string
}

type Container = { folder: string; command: string[]; remove(): Promise<void> }

/** The files and the command of the worker's container, without the container: what its Dockerfile copies and runs. */
export async function unpackContainer(): Promise<Container> {
  const dockerfile = await readFile(join(REPOSITORY, 'ops/worker/Dockerfile'), 'utf8')
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '))
  const readList = (instruction: string): string[] =>
    JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(stage)?.[1] ?? '[]')
  const folder = await makeTempFolder('wisely-container-')
  for (const [, from, to] of stage.matchAll(/^COPY (?!--from)(\S+) (\S+)$/gm)) {
    await mkdir(dirname(join(folder, to ?? '')), { recursive: true })
    await cp(join(REPOSITORY, from ?? ''), join(folder, to ?? ''), { recursive: true })
  }
  // The packages of another stage are those of this repository: the lock file says so for both.
  if (/^COPY --from=packages \/app\/node_modules node_modules$/m.test(stage)) {
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'))
  }
  return {
    folder,
    command: [...readList('ENTRYPOINT'), ...readList('CMD')],
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The container's entry as a plain process against a stack's database. */
export function startWorker(
  stack: RunningStack,
  { folder, command: [program, ...args] }: Container,
  env: Record<string, string> = {},
): WorkerProcess {
  if (program !== 'deno') throw new Error(`The container starts ${program}, not deno`)
  const child = spawn(findDeno(REPOSITORY), args, {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
      ...{ SUPABASE_URL: stack.info.API_URL, WISELY_DB_URL: stack.info.API_DB_URL },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => printed += chunk.toString())
  child.stderr.on('data', (chunk: Buffer) => printed += chunk.toString())
  const pid = child.pid ?? 0
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    pid,
    ended,
    output: () => printed,
    signal(name) {
      if (child.exitCode === null && child.signalCode === null) process.kill(pid, name)
    },
  }
}
