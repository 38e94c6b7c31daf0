import type { Position, UnitState } from '../contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../contract/primitives.ts'
import { canonicalJson, sha256Hex } from './canonicalJson.ts'
import type { SignalResult } from './signalQuality.ts'

export type PlanInput = {
  planner_version: string
  intent_id: string
  intent_revision: number
  position: Position
  signals: Readonly<Record<AgentName, Pick<SignalResult, 'kind' | 'cache_key' | 'data' | 'reason'>>>
  /** Whatever else of the learner the plan is made from (difficulty, history, reviews due); plain JSON. */
  learner_state: unknown
  units: readonly UnitState[]
}

function nameState(kind: SignalResult['kind']): 'available' | 'stale' | 'missing' {
  if (kind === 'stale_served') return 'stale'
  return kind === 'unavailable' ? 'missing' : 'available'
}

/**
 * Fingerprint of everything a plan depends on: equal means nothing changed and the stored plan is served. A hit and a
 * 304 of the same data are equal; a stale signal differs from a fresh one, because the plan's banner does. The data
 * itself is hashed, not its ETag: some agents send a new ETag with every answer.
 */
export function planInputHash(input: PlanInput): string {
  const signals = AGENT_NAMES.map((agent) => {
    const { kind, cache_key, data, reason } = input.signals[agent]
    // The plan says why a signal is missing; of a stale one it says only that it is stale.
    return { agent, cache_key, state: nameState(kind), data, reason: kind === 'unavailable' ? reason : null }
  })
  const units = [...input.units].sort((a, b) => a.unit_id < b.unit_id ? -1 : 1)
  return sha256Hex(canonicalJson({
    planner_version: input.planner_version,
    intent_id: input.intent_id,
    intent_revision: input.intent_revision,
    position: { week: input.position.week, day: input.position.day },
    signals,
    learner_state: input.learner_state,
    units,
  }))
}
