import { resolveEndpoints } from '../../../supabase/functions/_shared/agentClients.ts'
import { readSettings } from '../../../supabase/functions/_shared/platform/env.ts'
import { type Finding, openReport } from '../finding.ts'
import { composeSet, composeUnset, type Outside } from '../target.ts'

/** Whether the functions would start with these variables, and which of them do not belong into production. */
export function checkSettings({ target }: Outside): Finding[] {
  const report = openReport('variables')
  const { vars } = target
  for (const read of [readSettings, resolveEndpoints]) {
    try {
      read(vars)
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error)
      const name = /\b[A-Z]+_[A-Z_]+\b/.exec(what)?.[0] ?? 'NAME'
      report.error({
        what,
        why: 'The function does not start: callers get 503 BOOT_ERROR.',
        fix: `${composeSet(target, `${name}=…`)} (docs/configuration.md says what it takes)`,
      })
    }
  }
  if (target.mode === 'local') return report.findings('every variable can be read')
  if (!vars.WISELY_AGENT_PAIRWISE_SECRET) {
    report.warn({
      what: 'WISELY_AGENT_PAIRWISE_SECRET is not set',
      why:
        'Pseudonyms in logs and at agents then follow the first secret key, and change when it is rotated.',
      fix: composeSet(target, 'WISELY_AGENT_PAIRWISE_SECRET="$(openssl rand -hex 32)"'),
    })
  }
  if (vars.WISELY_RATE_LIMITS?.toLowerCase() === 'off') {
    report.warn({
      what: 'WISELY_RATE_LIMITS is off',
      why: 'One learner can use up the database for all.',
      fix: composeUnset(target, 'WISELY_RATE_LIMITS'),
    })
  }
  return report.findings('every variable can be read')
}
