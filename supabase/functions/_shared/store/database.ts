import pg from 'pg'
import { OrchestratorError } from '../contract/errors.ts'
import type { Timer } from '../contract/ports.ts'

/** Runs one statement that returns one `text` column of one row: the only way this code talks to Postgres. */
export type Database = {
  call(text: string, values: unknown[]): Promise<string>
  /** Connections of this isolate right now. */
  count(): PoolState
  end(): Promise<void>
}

export type PoolState = { open: number; idle: number; waiting: number; max: number }

/** The driver queues without bound: beyond this many calls under way, answer 503 at once. */
const IN_FLIGHT_MAX = 200
const CONNECT_TIMEOUT_MS = 2_000
const QUERY_TIMEOUT_MS = 1_500
/** Connect, statement and one repeat together, so that status, day.done and intent.sync answer or fail within 2 s. */
const CALL_TIMEOUT_MS = 1_900
const RETRY_AFTER_S = 2

/**
 * Nothing was written, and another try may: a deadlock or a serialization failure was undone; a server that only reads
 * is a full disk or a failover that is not over.
 */
const REFUSED_FOR_NOW = ['40001', '40P01', '25006']

/** SQLSTATE classes after which the connection or the server is gone: connection, resources, operator, system. */
const LOST_CLASSES = ['08', '53', '57', '58', 'XX']
const SOCKET_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error &&
      typeof error.code === 'string'
    ? error.code
    : ''
}

/** True when nobody can say whether the statement took effect, or it could not be sent at all. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  if ([...SOCKET_CODES, ...REFUSED_FOR_NOW].includes(code) || LOST_CLASSES.includes(code.slice(0, 2))) {
    return true
  }
  return code === '' && error instanceof Error &&
    /timeout|terminated|ended|connection/i.test(error.message)
}

/** Wrong credentials trip a pooler's circuit breaker for the whole project: never tried again. */
function isRefusedLogin(error: unknown): boolean {
  return codeOf(error).startsWith('28')
}

/** A pool of a few connections. Statements are unnamed, so one trip each, also behind a transaction pooler. */
export function createDatabase(options: { url: string; max: number; timer: Timer }): Database {
  let pool: pg.Pool | null = null
  let inFlight = 0

  async function once(text: string, values: unknown[]): Promise<string> {
    // The listeners keep a connection that dies from ending the isolate, while idle or between checkout and statement;
    // the next checkout replaces it.
    pool ??= new pg.Pool({
      connectionString: options.url,
      max: options.max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
    })
      .on('error', () => {})
      .on('connect', (client) => void client.on('error', () => {}))
    const client = await pool.connect()
    let broken = false
    try {
      const { rows } = await client.query<Record<string, unknown>>(text, values)
      // Every statement of the store selects exactly one text column.
      return String(Object.values(rows[0] ?? {})[0])
    } catch (error) {
      broken = isConnectionLost(error)
      throw error
    } finally {
      // pool.query() would drop the connection on every SQL error; only a lost one is dropped here.
      client.release(broken)
    }
  }

  async function onceOrTwice(text: string, values: unknown[]): Promise<string> {
    try {
      return await once(text, values)
    } catch (error) {
      if (!isConnectionLost(error)) throw error
      // Every endpoint function may be repeated: the second run finds the effect of the first.
      return await once(text, values)
    }
  }

  return {
    async call(text, values) {
      if (inFlight >= IN_FLIGHT_MAX) {
        throw unavailable('too many calls under way', null)
      }
      inFlight += 1
      const deadline = options.timer.deadline(CALL_TIMEOUT_MS)
      try {
        const late = new Promise<never>((_, reject) => {
          deadline.signal.addEventListener(
            'abort',
            () => reject(unavailable('no answer in time', null)),
            { once: true },
          )
        })
        return await Promise.race([onceOrTwice(text, values), late])
      } catch (error) {
        if (isConnectionLost(error)) {
          throw unavailable('connection lost', error)
        }
        if (isRefusedLogin(error)) throw unavailable('login refused', error)
        throw error
      } finally {
        deadline.cancel()
        inFlight -= 1
      }
    },
    count: () => ({
      open: pool?.totalCount ?? 0,
      idle: pool?.idleCount ?? 0,
      waiting: pool?.waitingCount ?? 0,
      max: options.max,
    }),
    async end() {
      await pool?.end()
    },
  }
}

function unavailable(state: string, cause: unknown): OrchestratorError {
  return new OrchestratorError(
    'SERVICE_UNAVAILABLE',
    `Cannot reach the database: ${state}`,
    {
      headers: { 'retry-after': String(RETRY_AFTER_S) },
      cause,
    },
  )
}
