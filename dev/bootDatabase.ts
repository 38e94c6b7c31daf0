import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withDatabase } from './database.ts'
import { type DataState, hashText, loadDataState, saveDataState } from './dataState.ts'
import { applyMigrations, runSqlFile } from './migrate.ts'
import { checkPorts } from './ports.ts'
import { createCluster, databaseUrl, recoverData, startPostgres } from './postgres.ts'
import { preparePostgresFiles } from './postgresFiles.ts'
import type { Settings } from './settings.ts'
import { StackError } from './stackError.ts'

const POSTGRES_MAJOR = '17'

export type BootedDatabase = {
  isNew: boolean
  appliedMigrations: number
  apiDbUrl: string
  /** Sessions that an earlier stack left unfinished. */
  hasOpenRuns: boolean
}

/** A running database with the Supabase shim, every migration and, when new, the demo learner. */
export async function bootDatabase(
  settings: Settings,
  print: (line: string) => void,
  onSpawned: (pid: number, stop: () => Promise<void>) => void,
): Promise<BootedDatabase> {
  const { home, dbPort, repository } = settings
  const files = await preparePostgresFiles(repository, home)
  await recoverData(files, print)
  // Not earlier: the database of a killed stack would still hold its port.
  await checkPorts(settings)
  const bootstrap = await readFile(join(repository, 'dev', 'bootstrap.sql'), 'utf8')
  const kept = await loadDataState(home)
  if (kept) checkState(kept, settings, hashText(bootstrap))
  else await createCluster(files)

  await startPostgres(files, dbPort, join(home, 'postgres.log'), onSpawned)
  const state = kept ?? await bootstrapDatabase(settings, bootstrap)
  const dbUrl = databaseUrl('postgres', dbPort)
  const appliedMigrations = await applyMigrations(
    join(repository, 'supabase', 'migrations'),
    dbUrl,
    state.migrations,
    async (migrations) => {
      state.migrations = migrations
      await saveDataState(home, state)
    },
  )
  if (!state.seeded) {
    await seedDatabase(repository, dbUrl)
    await saveDataState(home, { ...state, seeded: true })
  }
  const apiDbUrl = await openApiRole(dbPort)
  if (settings.realtimePulse !== null) await setPulse(dbPort, settings.realtimePulse)
  const hasOpenRuns = kept !== null && await findOpenRuns(dbUrl)
  return { isNew: kept === null, appliedMigrations, apiDbUrl, hasOpenRuns }
}

function checkState(kept: DataState, settings: Settings, bootstrapHash: string): void {
  const why = kept.postgres_major !== POSTGRES_MAJOR
    ? `The data is of PostgreSQL ${kept.postgres_major}, this is ${POSTGRES_MAJOR}`
    : kept.bootstrap_sha256 !== bootstrapHash
    ? 'dev/bootstrap.sql changed since the data was made'
    : kept.grants !== settings.grants
    ? `The data was made with WISELY_GRANTS=${kept.grants}`
    : null
  if (why) throw new StackError(`${why}: run "npm run reset"`)
}

async function bootstrapDatabase(settings: Settings, sql: string): Promise<DataState> {
  await withDatabase(databaseUrl('supabase_admin', settings.dbPort), async (database) => {
    await database.query(`set wisely_stack.grants = '${settings.grants}'`)
    await runSqlFile(database, 'dev/bootstrap.sql', sql)
  })
  const state: DataState = {
    postgres_major: POSTGRES_MAJOR,
    bootstrap_sha256: hashText(sql),
    grants: settings.grants,
    seeded: false,
    migrations: {},
  }
  await saveDataState(settings.home, state)
  return state
}

async function seedDatabase(repository: string, dbUrl: string): Promise<void> {
  const seed = await readFile(join(repository, 'supabase', 'seed.sql'), 'utf8').catch(() => null)
  if (seed === null) return
  await withDatabase(dbUrl, (database) => runSqlFile(database, 'supabase/seed.sql', seed))
}

/** Lets the functions' role log in, as an operator does in production, so that its few rights are what runs here. */
async function openApiRole(dbPort: number): Promise<string> {
  return await withDatabase(databaseUrl('supabase_admin', dbPort), async (database) => {
    const { rowCount } = await database.query(`select from pg_roles where rolname = 'wisely_api'`)
    if (!rowCount) return databaseUrl('postgres', dbPort)
    await database.query(`alter role wisely_api login password 'postgres'`)
    return databaseUrl('wisely_api', dbPort)
  })
}

async function findOpenRuns(dbUrl: string): Promise<boolean> {
  return await withDatabase(dbUrl, async (database) => {
    const known = await database.query<{ exists: boolean }>(
      `select to_regclass('public.runs') is not null as exists`,
    )
    if (!known.rows[0]?.exists) return false
    const { rowCount } = await database.query(
      `select from public.runs where status in ('queued', 'running') limit 1`,
    )
    return rowCount === 1
  })
}

async function setPulse(dbPort: number, isOn: boolean): Promise<void> {
  await withDatabase(databaseUrl('supabase_admin', dbPort), async (database) => {
    const { rows } = await database.query<{ exists: boolean }>(
      `select to_regclass('wisely.settings') is not null as exists`,
    )
    if (!rows[0]?.exists) return
    await database.query(
      `insert into wisely.settings (name, value) values ('realtime_pulse', to_jsonb($1::boolean))
       on conflict (name) do update set value = excluded.value`,
      [isOn],
    )
  })
}
