import { parseAgentRoot, parseHostList } from './agentUrl.ts'
import type { AgentEndpoint } from './endpoints.ts'

/** The model that is asked with prompts, or null: then our own planning strategies answer. Throws naming the variable. */
export function resolveFastAgent(vars: Readonly<Record<string, string | undefined>>): AgentEndpoint | null {
  const url = vars['FAST_AGENT_URL'] ?? ''
  if (url === '') return null
  const token = vars['FAST_AGENT_KEY'] ?? ''
  if (token === '') throw new Error('Cannot start: FAST_AGENT_URL needs FAST_AGENT_KEY')
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new Error('Cannot start: FAST_AGENT_KEY contains characters a header cannot carry')
  }
  const allowed = parseHostList('WISELY_AGENT_HOSTS', vars['WISELY_AGENT_HOSTS'])
  const is_hosted = vars['SUPABASE_URL']?.startsWith('https:') ?? false
  return {
    agent: 'fast_agent',
    root: parseAgentRoot('FAST_AGENT_URL', url, { allowed, is_own: false, is_hosted }),
    transport: 'http',
    method: 'post',
    token,
    raw_ids: false,
    depends_on: [],
    fresh_for_hours: 0,
  }
}
