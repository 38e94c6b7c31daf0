import type { AgentPorts } from '../agents/agentPorts.ts'
import type { AgentEndpoint } from '../agents/endpoints.ts'
import type { LearnerStore } from '../store/learnerStore.ts'

/** Outside scorers: one that answers at once, one that calls back; each with the secret its deliveries are signed with. */
export type Scorers = {
  secret: string
  quick_url: string | null
  async_url: string | null
  /** Where an answer that comes later is sent: `<url>/session/<id>/callback`. */
  callback_base: string
}

export type QualityPorts = {
  store: LearnerStore
  agents: AgentPorts
  /** Null: our own planning strategies answer. */
  fast_agent: AgentEndpoint | null
  /** Null: the rubric alone scores. */
  scorers: Scorers | null
  makeId(): string
}
