// @ts-types="npm:@types/pg"
import pg from 'pg'

export type Database = pg.Client

/** Runs `work` on one connection as the role in the URL and closes it. */
export async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  try {
    return await work(database)
  } finally {
    await database.end()
  }
}

/** A few connections kept open, for the auth stand-in. */
export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  // Without a listener an idle connection that the stopping server closes would end the whole stack.
  pool.on('error', () => {})
  return pool
}
