import { type Finding, openReport, type Report } from '../finding.ts'
import type { Outside } from '../target.ts'

const WHERE = 'Project settings, "API keys": copy the key of that kind (locally: npm run status)'

/** The keys by their letters: mixed up, or of the kind that is going away. */
export function checkKeys({ target }: Outside): Finding[] {
  const report = openReport('API keys')
  const kinds = [
    { kind: 'publishable', keys: target.publishable_keys, other: 'sb_secret_' },
    { kind: 'secret', keys: target.secret_keys, other: 'sb_publishable_' },
  ]
  for (const { kind, keys, other } of kinds) {
    if (Object.keys(keys).length === 0) {
      report.warn({
        what: `no ${kind} key is known here`,
        why: 'What needs one was not checked.',
        fix: `export SUPABASE_${kind.toUpperCase()}_KEY=…  (${WHERE})`,
      })
    }
    for (const [name, key] of Object.entries(keys)) judgeKey(report, kind, name, key, other)
  }
  return report.findings('publishable and secret keys are what they are called')
}

function judgeKey(report: Report, kind: string, name: string, key: string, other: string): void {
  if (key.startsWith(other)) {
    report.error({
      what: `the ${kind} key "${name}" begins with ${other}: publishable and secret key are swapped`,
      why: kind === 'publishable'
        ? 'A secret key in a browser opens every learner to everybody. Treat it as leaked.'
        : 'Services get 401, because a publishable key identifies nobody.',
      fix: kind === 'publishable'
        ? `delete that secret key in the dashboard, make a new one, then: ${WHERE}`
        : `export SUPABASE_SECRET_KEY=sb_secret_…  (${WHERE})`,
    })
  } else if (/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(key)) {
    report.error({
      what: `the ${kind} key "${name}" is a legacy JWT key (${readRole(key)})`,
      why: 'Legacy keys are being switched off by the platform, and cannot be rotated one by one.',
      fix: `export SUPABASE_${kind.toUpperCase()}_KEY=sb_${kind}_…  (${WHERE})`,
    })
  }
}

function readRole(key: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(key.split('.')[1] ?? '', 'base64url').toString())
    return claims !== null && typeof claims === 'object' && 'role' in claims ? String(claims.role) : 'no role'
  } catch {
    return 'unreadable'
  }
}
