import type { DayAsk } from '../agents/signalAsk.ts'
import type { AgentRequest } from '../contract/agentMessages.ts'
import type { DayFact } from '../contract/facts.ts'

/** Who asks for a day, in which request or run. */
export type Asker = { user_id: string; request_id: string; traceparent: string }

/** What every agent is told of the learner's day. */
export function composeAsk(
  asker: Asker,
  day: DayFact,
  state: AgentRequest['state'],
  deadline: AbortSignal,
): DayAsk {
  return {
    learner: { user_id: asker.user_id, tz: day.intent.user_tz },
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    state,
    request_id: asker.request_id,
    traceparent: asker.traceparent,
    plan_version: (day.session?.plan_version ?? 0) + 1,
    deadline,
  }
}
