import { DEMO_LEARNER } from '../../demoLearner.ts'
import { type Finding, openReport } from '../finding.ts'
import type { Tools } from '../target.ts'

const SCHEDULE = `select cron.schedule('wisely-prune', '17 3 * * *', 'select wisely.prune()');`

/** Whether old rows go, and the published demo learner is not in production. */
export async function checkRetention({ target, db }: Tools): Promise<Finding[]> {
  const report = openReport('retention')
  const { rows } = await db.query<{ cron: boolean; late: boolean }>(
    `select exists (select from pg_catalog.pg_extension where extname = 'pg_cron') as cron,
       exists (select from wisely.idempotency_keys where created_at < now() - interval '3 days') as late`,
  )
  const fact = rows[0] ?? { cron: false, late: false }
  const isScheduled = fact.cron && await hasSchedule(db)
  if (fact.late) {
    report.error({
      what: 'idempotency keys are kept for more than three days: prune does not run',
      why: 'Tables grow for ever, and old keys are refused to those who use them again.',
      fix: `npm run maintain -- prune  (and daily: ${SCHEDULE})`,
    })
  } else if (target.mode === 'hosted' && !isScheduled) {
    report.warn({
      what: fact.cron
        ? 'wisely.prune() is not scheduled'
        : 'pg_cron is not there, so nothing is pruned by itself',
      why: 'Events, keys and signals grow for ever.',
      fix: fact.cron
        ? SCHEDULE
        : `dashboard, "Cron": switch it on; then: ${SCHEDULE}  (or daily: npm run maintain -- prune)`,
    })
  }
  if (target.mode === 'hosted') {
    const { rows: demo } = await db.query('select from auth.users where id = $1', [DEMO_LEARNER.id])
    if (demo.length > 0) {
      report.error({
        what: 'the demo learner of supabase/seed.sql is in this project',
        why: 'Its password is published.',
        fix: `delete from auth.users where id = '${DEMO_LEARNER.id}';`,
      })
    }
  }
  return report.findings('old rows go')
}

async function hasSchedule(db: Tools['db']): Promise<boolean> {
  const { rows } = await db.query(`select from cron.job where active and command like '%wisely.prune%'`)
  return rows.length > 0
}
