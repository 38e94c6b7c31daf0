// The migrations on other databases than the one they were written on. Accident they prevent: a hosted project whose
// default grants differ, a second database that meets the roles of the first, a Postgres without Realtime.
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { addLearner, askWithin, inRollback, readRow, withClient } from '../support/sql.ts'
import { REPOSITORY } from '../support/stack.ts'
import { createApi } from './api.ts'
import { CATALOG_RULES } from './catalogRules.ts'

const stack = inject('stack')

const REGIMES = [
  { regime: 'old', realtime: true },
  { regime: 'new', realtime: true },
  { regime: 'old', realtime: false },
  { regime: 'new', realtime: false },
]

test.each(REGIMES)(
  'they apply to a second database, grants $regime, Realtime $realtime, and the guard is clean',
  (kind) =>
    withDatabase(kind, async (adminUrl) => {
      const findings = await withClient(async (db) => {
        const found: string[] = []
        for (const { name, query } of CATALOG_RULES) {
          const { rows } = await db.query<{ finding: string }>(query)
          found.push(...rows.map(({ finding }) => `${name}: ${finding}`))
        }
        return found
      }, adminUrl)

      expect(findings).toEqual([])
    }),
)

test.each(REGIMES)(
  'a learner can be served there, grants $regime, Realtime $realtime',
  (kind) =>
    withDatabase(kind, async (adminUrl) => {
      const events = await withClient(async (db) => {
        await db.query('begin')
        const learner = await addLearner(db)
        const api = createApi(askWithin(db))
        await api.syncIntent(learner)
        await api.finishDay(learner)
        return (await api.listEvents(learner)).events.map(({ type }) => type)
      }, adminUrl)

      expect(events).toEqual(['intent_created', 'instructor_plan_completed'])
    }),
)

test.each(['old', 'new'])(
  'the grants of the %s regime are really in force where that is tested',
  (regime) =>
    withDatabase({ regime, realtime: true }, async (adminUrl) => {
      const dbUrl = inDatabase(stack.DB_URL, adminUrl)
      await withClient((db) => db.query('create table public.probe (n integer)'), dbUrl)

      const { granted } = await withClient(
        (db) => readRow(db, `select has_table_privilege('anon', 'public.probe', 'select') as granted`),
        dbUrl,
      )

      expect(granted).toBe(regime === 'old')
    }),
)

test('they leave wisely_owner without the right to create anything', () =>
  inRollback(async (db) => {
    const { may } = await readRow(
      db,
      `select has_schema_privilege('wisely_owner', 'wisely', 'create') as may`,
    )

    expect(may).toBe(false)
  }))

test('their roles cannot log in, see past RLS or make other roles', () =>
  inRollback(async (db) => {
    const { rows } = await db.query(
      `select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as is_mighty
      from pg_roles where rolname in ('wisely_owner', 'wisely_api') order by rolname`,
    )
    const { canlogin } = await readRow(
      db,
      `select rolcanlogin as canlogin from pg_roles where rolname = 'wisely_owner'`,
    )

    expect(rows).toEqual([{ rolname: 'wisely_api', is_mighty: false }, {
      rolname: 'wisely_owner',
      is_mighty: false,
    }])
    expect(canlogin).toBe(false)
  }))

test('the cluster stores UTF-8 and compares by code point', () =>
  inRollback(async (db) => {
    const found = await readRow(
      db,
      `select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale,
      char_length('grüße') as length from pg_database where datname = current_database()`,
    )

    expect(found).toEqual({ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8', length: 5 })
  }))

/** A database of its own in the stack's cluster, migrated from nothing; the cluster's roles are there already. */
async function withDatabase(
  { regime, realtime }: { regime: string; realtime: boolean },
  work: (adminUrl: string) => Promise<void>,
): Promise<void> {
  const name = `migrated_${randomUUID().replaceAll('-', '')}`
  const adminUrl = Object.assign(new URL(stack.ADMIN_DB_URL), { pathname: name }).href
  await withClient((db) => db.query(`create database ${name} template template0 owner postgres`))
  try {
    await withClient(async (db) => {
      await db.query(`set wisely_stack.grants = '${regime}'`)
      await db.query(`begin; ${await readBootstrap(realtime)}; commit`)
    }, adminUrl)
    await withClient(applyMigrations, inDatabase(stack.DB_URL, adminUrl))
    await work(adminUrl)
  } finally {
    await withClient((db) => db.query(`drop database ${name} with (force)`))
  }
}

/** dev/bootstrap.sql without what is the cluster's (roles) and, if asked, without Realtime. */
async function readBootstrap(realtime: boolean): Promise<string> {
  const text = await readFile(join(REPOSITORY, 'dev', 'bootstrap.sql'), 'utf8')
  const [, ...sections] = text.split(/^(?=-- .+ -{10,}$)/m)
  expect(sections.map((section) => /^-- ([A-Za-z]+)/.exec(section)?.[1]))
    .toEqual(['Roles', 'Schemas', 'Public', 'auth', 'realtime'])
  const kept = sections.filter((section) =>
    !/^-- Roles/.test(section) && (realtime || !/^-- realtime/.test(section))
  )
  return `${kept.join('\n')}${realtime ? '' : '\n;drop schema realtime'}`
}

async function applyMigrations(db: pg.Client): Promise<void> {
  const folder = join(REPOSITORY, 'supabase', 'migrations')
  for (const file of (await readdir(folder)).sort()) {
    await db.query(`begin; ${await readFile(join(folder, file), 'utf8')}; commit`)
  }
}

function inDatabase(url: string, other: string): string {
  return Object.assign(new URL(url), { pathname: new URL(other).pathname }).href
}
