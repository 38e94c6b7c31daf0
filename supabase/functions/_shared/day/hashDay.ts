import type { AgentRequest } from '../contract/agentMessages.ts'
import type { DayFact, UnitState } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import { PLANNER_VERSION } from '../domain/planner/composePlan.ts'
import { planInputHash } from '../domain/planInputHash.ts'
import type { SignalResult } from '../domain/signalQuality.ts'

type DayInputs = {
  day: DayFact
  state: AgentRequest['state']
  units: UnitState[]
  signals: Record<AgentName, SignalResult>
}

/** All that the plan of a day depends on; day.run serves a session's winner because both say the same here. */
export function hashDay({ day, state, units, signals }: DayInputs): string {
  return planInputHash({
    planner_version: PLANNER_VERSION,
    intent_id: day.intent.intent_id,
    intent_revision: day.intent.revision,
    position: day.position,
    signals,
    learner_state: { ...state, sessions_completed: day.sessions_completed },
    units,
  })
}
