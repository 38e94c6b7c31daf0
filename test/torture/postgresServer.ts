import { type ChildProcess, spawn } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { RunningStack } from '../support/stack.ts'

/** A stack's database server as something that can be hurt. Linux only: it is found and described by /proc. */
export type PostgresServer = {
  /** SIGKILL to the postmaster: no checkpoint, no goodbye. */
  kill(): void
  /** SIGSTOP to the server and its backends: connections stay and nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Starts it again on the same data as the same user; returns once it takes connections. */
  restart(): Promise<void>
  /** Ends what `restart` started. */
  stop(): Promise<void>
}

const RESTART_LIMIT_MS = 30_000

export async function findPostgres(stack: RunningStack): Promise<PostgresServer> {
  const pidFile = join(stack.env.WISELY_HOME ?? '', 'postgres', 'postmaster.pid')
  let pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0])
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1)
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const idOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  const owner = idOf('Uid') === process.getuid?.() ? {} : { uid: idOf('Uid'), gid: idOf('Gid') }
  const program = await readlink(`/proc/${pid}/exe`)
  let own: ChildProcess | null = null

  const signalAll = async (name: NodeJS.Signals) => {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    for (const each of [pid, ...children.trim().split(' ').filter(Boolean).map(Number)]) {
      try {
        process.kill(each, name)
      } catch {
        // A backend that has just ended.
      }
    }
  }
  return {
    kill: () => void process.kill(pid, 'SIGKILL'),
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    async restart() {
      const endsAt = performance.now() + RESTART_LIMIT_MS
      for (;;) {
        if (own === null || own.exitCode !== null || own.signalCode !== null) {
          own = spawn(program, command.slice(1), {
            ...owner,
            cwd: '/',
            env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
            stdio: 'ignore',
          })
          pid = own.pid ?? 0
        }
        if (await canConnect(stack.info.ADMIN_DB_URL)) return
        if (performance.now() > endsAt) throw new Error('PostgreSQL does not start again')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async stop() {
      if (own === null || own.exitCode !== null || own.signalCode !== null) return
      const ended = new Promise<void>((resolve) => own?.once('exit', () => resolve()))
      process.kill(pid, 'SIGQUIT')
      await ended
    },
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
