import { type Participant, PARTICIPANTS } from '../_shared/contract/agentMessages.ts'
import { AGENT_NAMES, type AgentName } from '../_shared/contract/primitives.ts'

export type Route =
  | { kind: 'healthz' }
  | { kind: 'signals'; agent: AgentName }
  | { kind: 'daily' }
  | { kind: 'manifest'; participant: Participant }

export const METHODS: Record<Route['kind'], readonly string[]> = {
  healthz: ['GET'],
  signals: ['GET', 'POST'],
  daily: ['POST'],
  manifest: ['GET'],
}

/** The route of a path. The platform passes `/agents/clo/signals`, a server of its own may pass `/clo/signals`. */
export function findRoute(pathname: string): Route | null {
  const path = pathname.replace(/^(\/functions\/v1)?\/agents(?=\/)/, '')
  if (path === '/healthz') return { kind: 'healthz' }
  if (path === '/instructor/daily') return { kind: 'daily' }
  const agent = AGENT_NAMES.find((name) => path === `/${name}/signals`)
  if (agent) return { kind: 'signals', agent }
  const participant = PARTICIPANTS.find((name) => path === `/${name}/manifest`)
  return participant ? { kind: 'manifest', participant } : null
}
