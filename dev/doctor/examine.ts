import { withDatabase } from '../database.ts'
import { checkAgents } from './checks/agents.ts'
import { checkBundle } from './checks/bundle.ts'
import { checkExposure } from './checks/exposure.ts'
import { checkKeys } from './checks/keys.ts'
import { checkLogin } from './checks/login.ts'
import { checkMigrations } from './checks/migrations.ts'
import { checkRealtime } from './checks/realtime.ts'
import { checkRetention } from './checks/retention.ts'
import { checkRights } from './checks/rights.ts'
import { checkService } from './checks/service.ts'
import { checkSettings } from './checks/settings.ts'
import { checkSigning } from './checks/signing.ts'
import type { Finding } from './finding.ts'
import { createAsk, type Outside, type Target, type Tools } from './target.ts'

type Check<Needs> = (tools: Needs) => Finding[] | Promise<Finding[]>

const OUTSIDE: Check<Outside>[] = [
  checkSettings,
  checkKeys,
  checkSigning,
  checkService,
  checkAgents,
  checkBundle,
]
const INSIDE: Check<Tools>[] = [
  checkLogin,
  checkMigrations,
  checkRights,
  checkExposure,
  checkRealtime,
  checkRetention,
]

/** Runs every check; a check that cannot be made is an error of its own. Changes nothing. */
export async function examine(target: Target, now: () => number = Date.now): Promise<Finding[]> {
  const tools = { target, ask: createAsk(target.url), now }
  const found = await Promise.all(OUTSIDE.map((check) => attempt(check, tools)))
  try {
    const inside = await withDatabase(target.operator_db_url, async (db) => {
      const findings: Finding[][] = []
      for (const check of INSIDE) {
        await db.query('begin read only')
        findings.push(await attempt(check, { ...tools, db }))
        await db.query('rollback')
      }
      return findings
    })
    return [...found, ...inside].flat()
  } catch (error) {
    return [...found.flat(), tellUnreachable(error)]
  }
}

async function attempt<Needs>(check: Check<Needs>, tools: Needs): Promise<Finding[]> {
  try {
    return await check(tools)
  } catch (error) {
    return [{
      check: check.name,
      level: 'error',
      what: `cannot be checked: ${error instanceof Error ? error.message : error}`,
      why: 'The installation may be unfinished, or this login may see too little.',
      fix: 'npx supabase db push  (and give --db-url the login postgres)',
    }]
  }
}

function tellUnreachable(error: unknown): Finding {
  const code = error instanceof Error && 'code' in error ? error.code : 'no code'
  return {
    check: 'database',
    level: 'error',
    what: `the operator's connection fails (${code})`,
    why: 'Rights, migrations and Realtime were not checked.',
    fix:
      'npm run doctor -- --url <project URL> --db-url <connection string as postgres>  (locally: npm start)',
  }
}
