import { parseAgentRoot, parseHostList } from '../agents/agentUrl.ts'
import { isWebhookSecret } from '../hooks/signature.ts'
import type { Scorers } from './ports.ts'

type Vars = Readonly<Record<string, string | undefined>>

/** The outside scorers of this installation, or null. Throws an Error that names the variable, never its value. */
export function resolveScorers(vars: Vars, functionsUrl: string): Scorers | null {
  const allowed = parseHostList('WISELY_AGENT_HOSTS', vars['WISELY_AGENT_HOSTS'])
  const is_hosted = vars['SUPABASE_URL']?.startsWith('https:') ?? false
  const read = (name: string) =>
    vars[name] ? parseAgentRoot(name, vars[name] ?? '', { allowed, is_own: false, is_hosted }) : null
  const quick_url = read('N8N_WEBHOOK_QUICK')
  const async_url = read('N8N_WEBHOOK_ASYNC')
  if (quick_url === null && async_url === null) return null
  const secret = vars['N8N_SECRET']
  if (!secret) throw new Error('Cannot start: N8N_WEBHOOK_QUICK and N8N_WEBHOOK_ASYNC need N8N_SECRET')
  if (!isWebhookSecret(secret)) throw new Error('Cannot start: N8N_SECRET is no base64 after whsec_')
  if (async_url !== null && listCallbackSecrets(vars).length === 0) {
    throw new Error('Cannot start: N8N_WEBHOOK_ASYNC needs HMAC_SECRET, its callbacks are signed with it')
  }
  return { secret, quick_url, async_url, callback_base: functionsUrl }
}

/** Secrets that callbacks may be signed with: two while one is rotated, none: every callback is refused. */
export function listCallbackSecrets(vars: Vars): string[] {
  const secrets = (vars['HMAC_SECRET'] ?? '').split(',').map((secret) => secret.trim())
    .filter((secret) => secret !== '')
  if (!secrets.every(isWebhookSecret)) throw new Error('Cannot start: HMAC_SECRET is no base64 after whsec_')
  return secrets
}
