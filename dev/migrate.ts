import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, withDatabase } from './database.ts'
import { hashText } from './dataState.ts'
import { StackError } from './stackError.ts'

type Migration = { version: string; name: string; file: string; sql: string }

/** The Supabase CLI's own table, so that `supabase migration list --db-url …` agrees. */
const HISTORY = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`

/**
 * Applies pending migrations as the role of `dbUrl`, one transaction each, and returns the sha256 of every applied
 * file. `known` holds those of earlier boots: a file that changed since stops the boot.
 */
export async function applyMigrations(
  folder: string,
  dbUrl: string,
  known: Record<string, string>,
  onApplied: (hashes: Record<string, string>) => Promise<void>,
): Promise<number> {
  const migrations = await loadMigrations(folder)
  return await withDatabase(dbUrl, async (database) => {
    await database.query(HISTORY)
    const { rows } = await database.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    )
    const applied = new Set(rows.map((row) => row.version))
    checkApplied(migrations, applied, known)

    // An applied file without a known hash (the stack was killed between both writes) counts as unedited.
    const hashes = Object.fromEntries(
      migrations.filter(({ version }) => applied.has(version)).map((
        { version, sql },
      ) => [version, hashText(sql)]),
    )
    const pending = migrations.filter(({ version }) => !applied.has(version))
    for (const migration of pending) {
      await applyMigration(database, migration)
      hashes[migration.version] = hashText(migration.sql)
      await onApplied(hashes)
    }
    return pending.length
  })
}

/** Runs a file of SQL in one transaction; an error names the file and the line. */
export async function runSqlFile(database: Database, file: string, sql: string): Promise<void> {
  try {
    await database.query('begin')
    await database.query(sql)
    await database.query('commit')
  } catch (error) {
    await database.query('rollback').catch(() => {})
    throw new StackError(`Cannot run ${file}${describeSqlError(error, sql)}`)
  }
}

async function loadMigrations(folder: string): Promise<Migration[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const migrations = await Promise.all(
    names.sort().map(async (file) => {
      const match = /^(\d+)_(.*)\.sql$/.exec(file)
      if (!match?.[1]) return null
      return {
        version: match[1],
        name: match[2] ?? '',
        file,
        sql: await readFile(join(folder, file), 'utf8'),
      }
    }),
  )
  const found = migrations.filter((migration) => migration !== null)
  const repeated = found.find((migration, index) => found[index + 1]?.version === migration.version)
  if (repeated) throw new StackError(`Two migrations have the version ${repeated.version}`)
  return found
}

function checkApplied(migrations: Migration[], applied: Set<string>, known: Record<string, string>): void {
  for (const migration of migrations) {
    const hash = known[migration.version]
    if (applied.has(migration.version) && hash && hash !== hashText(migration.sql)) {
      throw new StackError(`Migration ${migration.file} was edited after it was applied: run "npm run reset"`)
    }
  }
  const present = new Set(migrations.map((migration) => migration.version))
  const missing = [...applied].find((version) => !present.has(version))
  if (missing) {
    throw new StackError(`Migration ${missing} was applied but its file is gone: run "npm run reset"`)
  }
}

async function applyMigration(database: Database, migration: Migration): Promise<void> {
  const record = `insert into supabase_migrations.schema_migrations (version, name, statements)
    values (${quote(migration.version)}, ${quote(migration.name)}, array[${quote(migration.sql)}])`
  await runSqlFile(database, migration.file, `${migration.sql}\n;${record}`)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function describeSqlError(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return `: ${error}`
  // The fields that the pg driver adds to an error from the server.
  const details = error as Error & { position?: string; detail?: string; hint?: string; where?: string }
  const line = details.position ? `:${sql.slice(0, Number(details.position)).split('\n').length}` : ''
  const more = [details.detail, details.hint, details.where].filter(Boolean)
  return [`${line}: ${error.message}`, ...more].join('\n  ')
}
