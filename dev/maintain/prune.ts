import { withDatabase } from '../database.ts'

/** Deletes what is old, as the nightly job does; answers `name: rows` lines. */
export async function prune(operatorDbUrl: string): Promise<string> {
  const counts = await withDatabase(operatorDbUrl, async (db) => {
    const { rows } = await db.query<{ counts: Record<string, number> }>('select wisely.prune() as counts')
    return rows[0]?.counts ?? {}
  })
  return Object.entries(counts).map(([name, rows]) => `${name}: ${rows}`).join('\n')
}
