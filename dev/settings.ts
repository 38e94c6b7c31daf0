import { dirname, join, resolve } from 'node:path'
import { StackError } from './stackError.ts'

export type Settings = {
  repository: string
  /** Everything the stack writes, except a copy of the database binaries when root cannot use them in place. */
  home: string
  port: number
  dbPort: number
  apiUrl: string
  /** One machine-readable line instead of the banner and the story: for test suites. */
  quiet: boolean
  /** Every line the functions print, not only warnings and errors. */
  verbose: boolean
  /** Which default privileges hosted projects give: see bootstrap.sql. */
  grants: 'old' | 'new'
  /** `null` leaves the database's own setting alone. */
  realtimePulse: boolean | null
  /** Off: nobody works on sessions unless a worker is started by hand. */
  worker: boolean
}

/** Parses the stack's own variables. Throws a StackError naming the variable that cannot be used. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const repository = dirname(import.meta.dirname ?? '.')
  const port = readPort(env, 'WISELY_PORT', 54321)
  return {
    repository,
    home: resolve(env.WISELY_HOME || join(repository, '.local')),
    port,
    dbPort: readPort(env, 'WISELY_DB_PORT', 54322),
    apiUrl: `http://127.0.0.1:${port}`,
    quiet: env.WISELY_QUIET === '1',
    verbose: env.WISELY_VERBOSE === '1',
    grants: readChoice(env, 'WISELY_GRANTS', ['old', 'new']) === 'new' ? 'new' : 'old',
    realtimePulse: readSwitch(env, 'WISELY_REALTIME_PULSE'),
    worker: readSwitch(env, 'WISELY_WORKER') ?? true,
  }
}

function readPort(env: Record<string, string | undefined>, name: string, standard: number): number {
  const port = Number(env[name] || standard)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new StackError(`${name} must be a port number from 1 to 65535`)
  }
  return port
}

function readChoice(env: Record<string, string | undefined>, name: string, choices: string[]): string | null {
  const value = env[name]
  if (!value) return null
  if (!choices.includes(value)) throw new StackError(`${name} must be one of: ${choices.join(', ')}`)
  return value
}

function readSwitch(env: Record<string, string | undefined>, name: string): boolean | null {
  const value = readChoice(env, name, ['on', 'off'])
  return value === null ? null : value === 'on'
}
