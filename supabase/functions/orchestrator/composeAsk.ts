import type { DayAsk } from '../_shared/agents/signalAsk.ts'
import type { AgentRequest } from '../_shared/contract/agentMessages.ts'
import type { DayFact } from '../_shared/contract/facts.ts'
import type { Call } from './call.ts'

/** What every agent is told of the learner's day. */
export function composeAsk(
  call: Call,
  day: DayFact,
  state: AgentRequest['state'],
  deadline: AbortSignal,
): DayAsk {
  return {
    learner: { user_id: call.caller.user_id, tz: day.intent.user_tz },
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    state,
    request_id: call.request_id,
    traceparent: call.traceparent,
    plan_version: (day.session?.plan_version ?? 0) + 1,
    deadline,
  }
}
