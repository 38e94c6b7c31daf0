// The catalogue guard. Accident it prevents: one forgotten revoke, owner or policy that opens everybody's data.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inRollback } from '../support/sql.ts'
import { REPOSITORY } from '../support/stack.ts'
import { API_SCHEMAS, CATALOG_RULES } from './catalogRules.ts'

const RULES = CATALOG_RULES.map((rule) => [rule.name, rule] as const)

test.each(RULES)('%s', (_, { query }) =>
  inRollback(async (db) => {
    expect((await db.query(query)).rows).toEqual([])
  }))

test.each(CATALOG_RULES)(
  'the guard sees the opposite of: $name',
  ({ query, plant, as }) =>
    inRollback(async (db) => {
      await db.query(plant)

      const { rows } = await db.query<{ finding: string }>(query)

      expect(rows.map(({ finding }) => finding)).toContain(as)
    }),
)

test('the guard knows every schema that the Data API shows', async () => {
  const config = await readFile(join(REPOSITORY, 'supabase', 'config.toml'), 'utf8')

  expect(JSON.parse(/^schemas = (\[.*\])$/m.exec(config)?.[1] ?? '[]')).toEqual(API_SCHEMAS)
})

test('migrations are named by fourteen digits, each once, and a sentence of lower-case words', async () => {
  const names = (await readdir(join(REPOSITORY, 'supabase', 'migrations'))).sort()

  expect(names.filter((name) => !/^\d{14}_[a-z0-9_]+\.sql$/.test(name))).toEqual([])
  expect(new Set(names.map((name) => name.slice(0, 14))).size).toBe(names.length)
})
