import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appendLines } from './lines.ts'
import { createDataFolder, type PostgresFiles } from './postgresFiles.ts'
import { identifyProcess, signalProcess, waitForExit } from './processes.ts'
import { StackError } from './stackError.ts'

/** Of every local login role. The server listens on loopback only. */
const LOCAL_PASSWORD = 'postgres'

export function databaseUrl(role: string, dbPort: number): string {
  return `postgresql://${role}:${LOCAL_PASSWORD}@127.0.0.1:${dbPort}/postgres`
}

/** A new cluster: UTF8 with the builtin C.UTF-8 locale, the same on every machine (`--locale=C` alone: SQL_ASCII). */
export async function createCluster(files: PostgresFiles): Promise<void> {
  await createDataFolder(files)
  // Readable by the server's user, beside the data; not secret: it is the published local password.
  const passwordFile = `${files.data}.password`
  await writeFile(passwordFile, LOCAL_PASSWORD, { mode: 0o644 })
  const initdb = await new Deno.Command(join(files.binaries, 'bin', 'initdb'), {
    args: [
      ...['-D', files.data, '-U', 'supabase_admin', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
      ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
    ],
    ...runAs(files),
  }).output()
  await rm(passwordFile, { force: true })
  if (!initdb.success) {
    throw new StackError(
      `Cannot create the database in ${files.data}:\n${new TextDecoder().decode(initdb.stderr)}`,
    )
  }
}

/** Starts the server on loopback and returns once it accepts connections; `onSpawned` gets the way to stop it before. */
export async function startPostgres(
  files: PostgresFiles,
  dbPort: number,
  logFile: string,
  onSpawned: (pid: number, stop: () => Promise<void>) => void,
): Promise<void> {
  const server = new Deno.Command(join(files.binaries, 'bin', 'postgres'), {
    args: [
      ...['-D', files.data, '-h', '127.0.0.1', '-k', '', '-p', String(dbPort)],
      ...setting('wal_level', 'logical'),
      ...setting('max_connections', '100'),
      // As the platform's smallest computers, so that what is measured here is not the eviction of pages; memory is taken
      // when it is touched. Durability stays as it is: fsync and synchronous_commit are on.
      ...setting('shared_buffers', '256MB'),
      ...setting('max_wal_size', '4GB'),
      ...setting('checkpoint_timeout', '15min'),
      ...setting('shared_preload_libraries', 'pg_stat_statements'),
      ...setting('log_timezone', 'UTC'),
      ...setting('timezone', 'UTC'),
    ],
    ...runAs(files),
    stdin: 'null',
    stdout: 'null',
    stderr: 'piped',
    // Ctrl-C reaches the whole terminal group: the server must outlive the functions that use it.
    detached: true,
  }).spawn()

  const log = appendLines(logFile)
  const isReady = Promise.withResolvers<void>()
  const lastLines: string[] = []
  let isStopping = false
  const exited = server.status.then(() => {
    const message = `PostgreSQL stopped:\n${lastLines.join('\n')}\nFull log: ${logFile}`
    isReady.reject(new StackError(message))
    if (!isStopping) console.error(message)
  })
  isReady.promise.catch(() => {})
  log.follow(server.stderr, (line) => {
    lastLines.push(line)
    if (lastLines.length > 12) lastLines.shift()
    if (line.includes('database system is ready to accept connections')) isReady.resolve()
  })
  const stop = async () => {
    isStopping = true
    // Fast shutdown closes the sessions; immediate shutdown is for a server that cannot (it recovers at next start).
    signalProcess(server.pid, 'SIGINT')
    if (!await settlesWithin(exited, 1000)) signalProcess(server.pid, 'SIGQUIT')
    if (!await settlesWithin(exited, 400)) signalProcess(server.pid, 'SIGKILL')
    await exited
    log.close()
  }
  onSpawned(server.pid, stop)
  await isReady.promise
}

/**
 * Clears what a killed stack left: a dead or zombie server's pid file goes; a server that outlived its stack is
 * stopped. Call only when no stack runs in this home.
 */
export async function recoverData(files: PostgresFiles, print: (line: string) => void): Promise<void> {
  const pidFile = join(files.data, 'postmaster.pid')
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0])
  if (!pid) return
  const identity = await identifyProcess(pid)
  // The pid may belong to a stranger by now: only a server of this very directory is ours.
  if (identity?.includes(files.data)) {
    print(`The database of a stack that was killed still runs (pid ${pid}): stopping it`)
    signalProcess(pid, 'SIGINT')
    if (!await waitForExit(pid, 5000)) signalProcess(pid, 'SIGQUIT')
    if (!await waitForExit(pid, 2000)) {
      throw new StackError(
        `PostgreSQL (pid ${pid}) does not stop: end it with "kill -9 ${pid}" and start again`,
      )
    }
  }
  await rm(pidFile, { force: true })
}

function setting(name: string, value: string): string[] {
  return ['-c', `${name}=${value}`]
}

/** The root folder as working directory: the server's user may be unable to enter the caller's. */
function runAs(files: PostgresFiles) {
  return { ...files.owner, cwd: '/', clearEnv: true, env: { PATH: '/usr/bin:/bin', TZ: 'UTC' } }
}

async function settlesWithin(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => timeout.resolve(false), withinMs)
  const settled = await Promise.race([promise.then(() => true), timeout.promise])
  clearTimeout(timer)
  return settled
}
