import type { Dependency } from '../contract/agentMessages.ts'
import type { AgentName } from '../contract/primitives.ts'
import { sha256Hex } from './canonicalJson.ts'

/** What each agent's answer depends on; the intent itself is always part of the key. */
export const DEPENDS_ON: Readonly<Record<AgentName, Dependency[]>> = {
  clo: ['intent', 'week'],
  alex: ['intent', 'week'],
  ta: ['intent', 'history'],
  socratic: ['intent', 'week'],
}

export type SignalKeyInput = {
  agent: AgentName
  agent_root: string
  depends_on: readonly Dependency[]
  intent_id: string
  intent_revision: number
  week: number
  day: number
  last_completed_session_id: string | null
  reviews_due: readonly string[]
}

/**
 * Name of a cached signal: everything that changes the answer and nothing else. A key with too much never hits
 * (one key of user, week, day and topic for all four agents missed 4 of 4 every day); one with too little lies.
 */
export function signalKey(input: SignalKeyInput): string {
  const dependsOn = (name: Dependency) => input.depends_on.includes(name)
  // Written in the order of its keys, as canonicalJson would sort it, for a third of the time.
  return sha256Hex(JSON.stringify({
    agent: input.agent,
    agent_root: input.agent_root,
    day: dependsOn('day') ? input.day : undefined,
    history: dependsOn('history') ? input.last_completed_session_id : undefined,
    intent_id: input.intent_id,
    intent_revision: input.intent_revision,
    reviews: dependsOn('reviews') ? [...input.reviews_due].sort() : undefined,
    v: 1,
    week: dependsOn('week') ? input.week : undefined,
  }))
}
