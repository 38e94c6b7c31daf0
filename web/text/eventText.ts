import type { OrchestratorEvent } from '../../client/mod.ts'
import { minutesText } from './timeText.ts'

const AGENTS: Record<string, string> = {
  clo: 'curriculum agent',
  alex: 'project agent',
  ta: 'practice agent',
  socratic: 'question agent',
  instructor: 'instructor',
}

/** One event as a sentence; a type that a newer server adds is named as it is. */
export function eventText(event: OrchestratorEvent): string {
  switch (event.type) {
    case 'intent_created':
      return `New goal, ${minutesText(event.payload.time_per_day_min)} a day`
    case 'intent_updated':
      return `Goal changed, ${minutesText(event.payload.time_per_day_min)} a day`
    case 'instructor_plan_created':
      return `Plan ${event.payload.plan_version > 1 ? 'rebuilt' : 'made'} for ${dayText(event.payload)}`
    case 'instructor_plan_completed': {
      const { completion_time_min, confidence } = event.payload
      const rating = confidence === null ? '' : `, confidence ${confidence}`
      return `Finished ${dayText(event.payload)}: ${minutesText(completion_time_min)}${rating}`
    }
    case 'orchestrator_signal_stale':
      return `Older word of the ${agentText(event.payload)} used for ${dayText(event.payload)}`
    case 'orchestrator_agent_timeout':
      return `The ${agentText(event.payload)} did not answer for ${dayText(event.payload)}`
    case 'orchestrator_plan_failed':
      return `The ${agentText(event.payload)}'s plan for ${dayText(event.payload)} was not used`
    default:
      return nameUnknown(event)
  }
}

function nameUnknown(event: never): string {
  const { type } = event as { type: string }
  return type.replaceAll('_', ' ')
}

function dayText({ week, day }: { week: number; day: number }): string {
  return `week ${week}, day ${day}`
}

function agentText({ agent }: { agent: string }): string {
  return AGENTS[agent] ?? agent
}
