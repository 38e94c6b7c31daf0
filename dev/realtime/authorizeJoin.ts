// May this identity read and write this private topic? The policies on realtime.messages answer, by a probe that is
// rolled back: one row to be seen (read), one row to be inserted (write), with the caller's role, claims and topic.
import pg from 'pg'
import type { Identity } from './identity.ts'

export type Permissions = { read: boolean; write: boolean }
export type Authorizer = {
  /** Throws when the database cannot be reached. */
  authorizeTopic(name: string, identity: Identity): Promise<Permissions>
  stop(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_TIMEOUT_MS = 10_000
const STATEMENT_TIMEOUT_MS = 5_000

export function createAuthorizer(adminDbUrl: string): Authorizer {
  const pool = new pg.Pool({
    connectionString: adminDbUrl,
    application_name: 'realtime_authorization',
    max: 4,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  })
  // Without a listener a restart of Postgres would end this process: it breaks the idle connections.
  pool.on('error', () => {})

  return {
    async authorizeTopic(name, identity) {
      const client = await pool.connect()
      let broken = false
      try {
        return await probeTopic(client, name, identity)
      } catch (error) {
        broken = true
        throw error
      } finally {
        if (!broken) await client.query('rollback').catch(() => broken = true)
        client.release(broken)
      }
    },
    stop: () => pool.end(),
  }
}

async function probeTopic(client: pg.PoolClient, name: string, identity: Identity): Promise<Permissions> {
  await client.query('begin')
  const probe = await client.query<{ id: string }>(
    `insert into realtime.messages (topic, extension) values ($1, 'broadcast') returning id`,
    [name],
  )
  // Outside of the savepoints below: going back to one would undo the role and leave a superuser to be probed.
  const assumed = await isAllowed(() => assumeIdentity(client, name, identity))
  if (!assumed) return { read: false, write: false }

  await client.query('savepoint probe')
  const read = await isAllowed(async () => {
    const seen = await client.query(`select from realtime.messages where id = $1`, [probe.rows[0]?.id])
    return seen.rowCount === 1
  })
  await client.query('rollback to savepoint probe')
  // No `returning`: it would ask the read policy too, and writing without reading is a right of its own.
  const write = await isAllowed(async () => {
    await client.query(`insert into realtime.messages (topic, extension) values ($1, 'broadcast')`, [name])
    return true
  })
  return { read, write }
}

async function assumeIdentity(client: pg.PoolClient, name: string, identity: Identity): Promise<boolean> {
  await client.query(
    `select set_config('role', $1, true), set_config('realtime.topic', $2, true),
            set_config('request.jwt.claims', $3, true), set_config('request.headers', '{}', true)`,
    [identity.role, name, JSON.stringify(identity.claims)],
  )
  return true
}

/** An error of the probed statement (no privilege, a failing policy) means no; a database going away is thrown on. */
async function isAllowed(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch (error) {
    const sqlState = error instanceof pg.DatabaseError ? error.code ?? '' : ''
    if (!sqlState || /^(08|53|57)/.test(sqlState)) throw error
    return false
  }
}
