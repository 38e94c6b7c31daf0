import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** What the API hands to every function: the verified claims. */
export type Claims = { sub: string; role: 'authenticated'; wisely_now?: string }
export type Learner = { user_id: string; claims: Claims }

/** How a refused statement ends; null where the statement passed. */
export type SqlError = { code: string; constraint: string | null; message: string } | null

/** One text column of one row, asked as the API's login role. */
export type Ask = (statement: string, values: unknown[]) => Promise<string | null>

const CONNECT_TIMEOUT_MS = 10_000

/** Runs `work` on its own connection, as the superuser unless `url` names somebody else, and closes it. */
export async function withClient<T>(
  work: (db: pg.Client) => Promise<T>,
  url: string = inject('stack').ADMIN_DB_URL,
): Promise<T> {
  const db = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  await db.connect()
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

/** Runs `work` inside begin … rollback: whatever it writes, nobody else ever sees. */
export function inRollback<T>(work: (db: pg.Client) => Promise<T>): Promise<T> {
  return withClient(async (db) => {
    await db.query('begin')
    try {
      return await work(db)
    } finally {
      await db.query('rollback')
    }
  })
}

/** The only row of a query, as T. */
export async function readRow<T extends pg.QueryResultRow>(
  db: pg.Client,
  statement: string,
  values: unknown[] = [],
): Promise<T> {
  const { rows } = await db.query<T>(statement, values)
  if (rows.length !== 1 || rows[0] === undefined) throw new Error(`${rows.length} rows: ${statement}`)
  return rows[0]
}

/** `count(*)` of what follows `from`. */
export async function countRows(db: pg.Client, from: string, values: unknown[] = []): Promise<number> {
  return (await readRow<{ n: number }>(db, `select count(*)::integer as n from ${from}`, values)).n
}

/** A new user of the project. Outside of inRollback, use withLearner. */
export async function addLearner(db: pg.Client): Promise<Learner> {
  const user_id = randomUUID()
  await db.query(`insert into auth.users (id, aud, role) values ($1, 'authenticated', 'authenticated')`, [
    user_id,
  ])
  return { user_id, claims: { sub: user_id, role: 'authenticated' } }
}

/** The same learner at another moment: the development clock of the claims. */
export function at(learner: Learner, now: string): Learner {
  return { ...learner, claims: { ...learner.claims, wisely_now: now } }
}

/** A committed learner, for tests that need several connections; deleting the user deletes every row. */
export async function withLearner<T>(work: (learner: Learner) => Promise<T>): Promise<T> {
  const learner = await withClient(addLearner)
  try {
    return await work(learner)
  } finally {
    await withClient((db) => db.query('delete from auth.users where id = $1', [learner.user_id]))
  }
}

/** Runs `work` once per connection, all at the same time, as the API's own login role. */
export async function inParallel<T>(
  count: number,
  work: (ask: Ask, index: number) => Promise<T>,
): Promise<T[]> {
  const clients = Array.from(
    { length: count },
    () =>
      new pg.Client({
        connectionString: inject('stack').API_DB_URL,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      }),
  )
  try {
    await Promise.all(clients.map((client) => client.connect()))
    return await Promise.all(clients.map((client, index) => work(askOn(client), index)))
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** Asks over a connection that already has the role it needs. */
export function askOn(db: pg.Client): Ask {
  return async (statement, values) => {
    const { rows } = await db.query<{ answer: string | null }>(
      `select (${statement})::text as answer`,
      values,
    )
    return rows[0]?.answer ?? null
  }
}

/** Asks as the API's login role inside a superuser's transaction, and is the superuser again afterwards. */
export function askWithin(db: pg.Client): Ask {
  return async (statement, values) => {
    await db.query('set local role wisely_api')
    const answer = await askOn(db)(statement, values)
    await db.query('reset role')
    return answer
  }
}

/** Becomes a role with these claims (null: no claims at all) until the transaction or savepoint ends. */
export async function become(db: pg.Client, role: string, claims: object | null): Promise<void> {
  await db.query(
    `select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', '', true),
            set_config('role', $2, true)`,
    [claims === null ? '' : JSON.stringify(claims), role],
  )
}

/** Tries `work` and takes it back; answers how the database refused, null when it did not. */
export async function findRefusal(db: pg.Client, work: () => Promise<unknown>): Promise<SqlError> {
  await db.query('savepoint attempt')
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    return { code: error.code ?? '', constraint: error.constraint ?? null, message: error.message }
  } finally {
    await db.query('rollback to savepoint attempt')
  }
}
