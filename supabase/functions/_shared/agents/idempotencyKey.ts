import { AGENT_CONTRACT, type Participant } from '../contract/agentMessages.ts'
import { canonicalJson, sha256 } from '../domain/canonicalJson.ts'

export type IdempotencyInput = {
  agent: Participant
  learner_ref: string
  intent_id: string
  week: number
  day: number
  cache_key: string
  plan_version: number
}

/** Equal over retries and when another isolate takes the day over: calls are at-least-once. */
export function deriveIdempotencyKey(input: IdempotencyInput): string {
  const { agent, learner_ref, intent_id, week, day, cache_key, plan_version } = input
  const parts = [AGENT_CONTRACT, agent, learner_ref, intent_id, week, day, cache_key, plan_version]
  return sha256(canonicalJson(parts), 'base64url')
}
