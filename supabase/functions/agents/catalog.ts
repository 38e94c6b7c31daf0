import {
  AGENT_CONTRACT,
  type AgentRequest,
  type Dependency,
  type Manifest,
  type Participant,
} from '../_shared/contract/agentMessages.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import { composeAlexData } from './alex.ts'
import { composeCloData } from './clo.ts'
import { composeSocraticData } from './socratic.ts'
import { composeTaData } from './ta.ts'

type Entry = {
  compose(request: AgentRequest): Record<string, unknown>
  depends_on: Dependency[]
  freshness_hours: number
}

/** The four signal agents: what each says, what that depends on and for how long it holds. */
export const CATALOG: Record<AgentName, Entry> = {
  clo: { compose: composeCloData, depends_on: ['intent', 'week'], freshness_hours: 168 },
  alex: { compose: composeAlexData, depends_on: ['intent', 'week'], freshness_hours: 336 },
  ta: { compose: composeTaData, depends_on: ['intent', 'history'], freshness_hours: 72 },
  socratic: { compose: composeSocraticData, depends_on: ['intent', 'week'], freshness_hours: 168 },
}

const MAX_BYTES = 256 * 1024

/** What GET /{agent}/manifest answers. */
export function manifestOf(participant: Participant, agent_version: string): Manifest {
  const shared = { agent_version, contracts: [AGENT_CONTRACT], max_bytes: MAX_BYTES }
  if (participant === 'instructor') {
    return {
      agent: participant,
      ...shared,
      methods: ['POST'],
      depends_on: ['intent', 'week', 'day', 'history', 'reviews'],
      freshness_hours: null,
    }
  }
  const { depends_on, freshness_hours } = CATALOG[participant]
  return {
    agent: participant,
    ...shared,
    methods: ['GET', 'POST'],
    depends_on,
    freshness_hours,
  }
}
