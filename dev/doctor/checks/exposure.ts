import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, openReport } from '../finding.ts'
import { firstOf, type Tools } from '../target.ts'

const WHY = 'The endpoint functions would be callable from a browser with claims of its own choice.'

/** Whether the schema of the endpoint functions is out of the Data API's reach, by three ways of asking. */
export async function checkExposure({ target, db, ask }: Tools): Promise<Finding[]> {
  const report = openReport('exposed schemas')
  const config = await readFile(join(target.repository, 'supabase', 'config.toml'), 'utf8').catch(() => '')
  if (/^\s*schemas\s*=\s*\[[^\]]*["']wisely["']/m.test(config)) {
    report.error({
      what: 'supabase/config.toml exposes the schema wisely',
      why: WHY,
      fix: 'in supabase/config.toml: schemas = ["public", "graphql_public"]; then npx supabase config push',
    })
  }
  const { rows } = await db.query<{ setting: string }>(
    `select s as setting from pg_catalog.pg_db_role_setting as d join pg_catalog.pg_roles as r on r.oid = d.setrole,
       unnest(d.setconfig) as s where r.rolname = 'authenticator' and s like 'pgrst.db_schemas=%'`,
  )
  if (rows.some(({ setting }) => /\bwisely\b/.test(setting))) {
    report.error({
      what: 'the Data API is set to expose the schema wisely (pgrst.db_schemas)',
      why: WHY,
      fix: 'dashboard, "Data API": remove wisely from the exposed schemas',
    })
  }
  const { rows: reach } = await db.query<{ role: string }>(
    `select role from unnest(array['anon', 'authenticated', 'service_role']) as r (role)
     where has_schema_privilege(role, 'wisely', 'usage')`,
  )
  for (const { role } of reach) {
    report.error({
      what: `${role} reaches the schema wisely`,
      why: WHY,
      fix: `revoke all on schema wisely from ${role};`,
    })
  }
  const apikey = firstOf(target.publishable_keys)
  if (target.mode === 'hosted' && apikey !== null) {
    const answer = await ask('/rest/v1/settings?limit=1', { headers: { apikey, 'accept-profile': 'wisely' } })
    await answer?.body?.cancel()
    if (answer?.ok) {
      report.error({
        what: 'the Data API answers for the schema wisely',
        why: WHY,
        fix: 'dashboard, "Data API": remove wisely',
      })
    }
  }
  return report.findings('the schema wisely is out of reach of the Data API')
}
