import { randomUUID } from 'node:crypto'
import { type Finding, openReport, type Report } from '../finding.ts'
import type { Tools } from '../target.ts'

const TABLES = ['learning_intents', 'instructor_sessions', 'agent_signals_cache', 'learning_units', 'events']
const OURS = `(select c.oid, n.nspname || '.' || c.relname as name, c.relrowsecurity
  from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and (n.nspname = 'wisely' or n.nspname = 'public' and c.relname = any($1))) as t`

/** Whether a learner sees only their own rows and strangers see nothing. */
export async function checkRights(tools: Tools): Promise<Finding[]> {
  const report = openReport('rights')
  await checkRowSecurity(report, tools)
  await checkTableGrants(report, tools)
  await checkFunctionGrants(report, tools)
  await probeAsStranger(report, tools)
  return report.findings('row security is on, a learner who has nothing sees nothing, anon may nothing')
}

async function listNames(db: Tools['db'], query: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(query, query.includes('$1') ? [TABLES] : [])
  return rows.map(({ name }) => name)
}

async function checkRowSecurity(report: Report, { db }: Tools): Promise<void> {
  const open = await listNames(db, `select name from ${OURS} where not relrowsecurity order by name`)
  for (const name of open) {
    report.error({
      what: `row security is off on ${name}`,
      why: 'Whoever may read the table reads every learner.',
      fix: `alter table ${name} enable row level security;`,
    })
  }
}

async function checkTableGrants(report: Report, { db }: Tools): Promise<void> {
  const all = `'select, insert, update, delete, truncate, references, trigger'`
  const strangers = await listNames(
    db,
    `select name from ${OURS} where has_table_privilege('anon', oid, ${all}) order by name`,
  )
  for (const name of strangers) {
    report.error({
      what: `anon has privileges on ${name}`,
      why: 'Anybody with the publishable key, which is in every browser, may use them.',
      fix: `revoke all on ${name} from anon, public;`,
    })
  }
  const writers = await listNames(
    db,
    `select name from ${OURS}
     where has_table_privilege('authenticated', oid, 'insert, update, delete, truncate, references, trigger')
       or name like 'wisely.%' and has_table_privilege('authenticated', oid, 'select') order by name`,
  )
  for (const name of writers) {
    report.error({
      what: `authenticated has more than select on ${name}`,
      why: 'Learners could write past the endpoints: plans, streaks, other completions.',
      fix: `revoke insert, update, delete, truncate, references, trigger on ${name} from authenticated;`,
    })
  }
}

async function checkFunctionGrants(report: Report, { db }: Tools): Promise<void> {
  const callable = await listNames(
    db,
    `select distinct 'wisely.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name
     from pg_catalog.pg_proc as p, unnest(array['anon', 'authenticated', 'service_role']) as r (role)
     where p.pronamespace = 'wisely'::regnamespace and has_function_privilege(r.role, p.oid, 'execute')
     order by name`,
  )
  for (const name of callable) {
    report.error({
      what: `${name} may be executed by a role of the Data API`,
      why: "The endpoint functions trust their claims parameter: the caller could be anybody's learner.",
      fix: `revoke all on function ${name} from public, anon, authenticated, service_role;`,
    })
  }
}

/** Catalogue and grants may look right and a policy be wrong: somebody who has nothing must see nothing. */
async function probeAsStranger(report: Report, { db }: Tools): Promise<void> {
  await db.query('savepoint probe')
  try {
    await db.query(
      `select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', '', true),
              set_config('role', 'authenticated', true)`,
      [JSON.stringify({ sub: randomUUID(), role: 'authenticated' })],
    )
    for (const table of TABLES) {
      const { rows } = await db.query<{ seen: boolean }>(
        `select exists (select from public.${table}) as seen`,
      )
      if (!rows[0]?.seen) continue
      report.error({
        what: `a learner without rows sees rows of public.${table}`,
        why: "That is other people's data.",
        fix:
          `select policyname, qual from pg_policies where tablename = '${table}';  -- drop what is too wide`,
      })
    }
  } finally {
    await db.query('rollback to savepoint probe')
  }
}
