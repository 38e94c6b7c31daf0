import { withDatabase } from '../../database.ts'
import { type Finding, openReport, type Report } from '../finding.ts'
import { composeSet, composeUnset, type Tools } from '../target.ts'

const SLOW_MS = 50
const WANTED = 'WISELY_DB_URL=postgresql://wisely_api.<project-ref>:<password>@<pooler-host>:6543/postgres'

/** How the functions reach the database: through which door, as whom, how fast. */
export async function checkLogin({ target, db, now }: Tools): Promise<Finding[]> {
  const report = openReport('database login')
  const own = target.vars.WISELY_DB_URL
  if (target.mode === 'hosted') judgeDoor(report, target, own)
  const url = own ?? target.vars.SUPABASE_DB_URL ?? target.operator_db_url
  const role = await withDatabase(url, async (login) => {
    const { rows } = await login.query<{ name: string; bypasses: boolean }>(
      `select rolname as name, rolbypassrls or rolsuper as bypasses from pg_catalog.pg_roles
       where rolname = current_user`,
    )
    return rows[0]
  }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  if (role instanceof Error) {
    report.error({
      what: `the functions' login fails: ${'code' in role ? role.code : role.name}`,
      why: 'Every request of a learner answers 503, and wrong passwords make the pooler refuse everybody.',
      fix: `alter role wisely_api with login password '…'; then: ${composeSet(target, WANTED)}`,
    })
  } else if (role?.bypasses && (own || target.mode === 'local')) {
    report.error({
      what: `the functions log in as ${role.name}, which bypasses row security`,
      why: 'The endpoint functions keep to it all the same; any other statement would not.',
      fix: `alter role wisely_api with login password '…'; then: ${composeSet(target, WANTED)}`,
    })
  }
  // Locally it would tell how busy this machine is.
  if (target.mode === 'hosted') await judgeLatency(report, db, now)
  return report.findings(`the functions log in as ${role instanceof Error ? '' : role?.name}`)
}

function judgeDoor(report: Report, target: Tools['target'], url: string | undefined): void {
  if (!url) {
    report.warn({
      what: 'WISELY_DB_URL is not set: the functions use the injected direct connection as postgres',
      why: 'Every isolate takes its own connections, and the login may do more than it needs.',
      fix: composeSet(target, WANTED),
    })
    return
  }
  const parsed = URL.canParse(url) ? new URL(url) : null
  const port = parsed?.port || '5432'
  if (port !== '6543') {
    report.error({
      what: `WISELY_DB_URL uses port ${port}, not the transaction pooler's 6543`,
      why: 'Direct and session connections are held by every isolate: the database runs out of them.',
      fix: composeSet(target, WANTED),
    })
  }
  if (parsed?.searchParams.has('options')) {
    report.error({
      what: 'WISELY_DB_URL has startup options',
      why: 'The transaction pooler refuses them (08P01).',
      fix: `${composeUnset(target, 'WISELY_DB_URL')}, then ${composeSet(target, WANTED)}`,
    })
  }
}

async function judgeLatency(report: Report, db: Tools['db'], now: () => number): Promise<void> {
  const times: number[] = []
  for (let n = 0; n < 5; n += 1) {
    const startedAt = now()
    await db.query('select 1')
    times.push(now() - startedAt)
  }
  const median = times.sort((a, b) => a - b)[2] ?? 0
  if (median < SLOW_MS) return
  report.warn({
    what: `one statement takes ${median} ms from here`,
    why: 'Functions far from the database are as slow; day.run makes two trips.',
    fix: "call the functions in the database's region: functions.invoke(name, { region })",
  })
}
