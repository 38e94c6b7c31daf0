import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, openReport } from '../finding.ts'
import type { Tools } from '../target.ts'

/** Whether the database is what the migrations of this checkout make. */
export async function checkMigrations({ target, db }: Tools): Promise<Finding[]> {
  const report = openReport('migrations')
  const push = target.mode === 'hosted' ? 'npx supabase db push' : 'npm run stop; npm start'
  const applied = await readHistory(db)
  const folder = join(target.repository, 'supabase', 'migrations')
  const files = (await readdir(folder)).filter((name) => /^\d+_.*\.sql$/.test(name)).sort()
  for (const file of files) {
    const version = file.split('_')[0] ?? ''
    const statements = applied.get(version)
    if (statements === undefined) {
      report.error({
        what: `migration ${file} is pending`,
        why: 'The code may call what is not there yet.',
        fix: push,
      })
    } else if (
      statements !== null && reduce(statements) !== reduce(await readFile(join(folder, file), 'utf8'))
    ) {
      report.error({
        what: `migration ${file} was edited after it was applied`,
        why: 'This database and a new one would differ.',
        fix: `git checkout supabase/migrations/${file}  (and write the change as a new migration)`,
      })
    }
    applied.delete(version)
  }
  for (const version of applied.keys()) {
    report.warn({
      what: `migration ${version} was applied and has no file here`,
      why: 'This checkout is older than the database, or the file was lost.',
      fix: `git pull  (or: npx supabase migration repair --status reverted ${version})`,
    })
  }
  return report.findings(`all ${files.length} migrations are applied as they are`)
}

async function readHistory(db: Tools['db']): Promise<Map<string, string | null>> {
  const { rows: there } = await db.query<{ is: boolean }>(
    `select to_regclass('supabase_migrations.schema_migrations') is not null as is`,
  )
  if (!there[0]?.is) return new Map()
  const { rows } = await db.query<{ version: string; sql: string | null }>(
    `select version, array_to_string(statements, ';') as sql from supabase_migrations.schema_migrations`,
  )
  return new Map(rows.map(({ version, sql }) => [version, sql || null]))
}

/** The CLI stores statements one by one: comments, space and semicolons are not compared. */
function reduce(sql: string): string {
  return sql.replace(/--[^\n]*/g, '').replace(/[\s;]+/g, '')
}
