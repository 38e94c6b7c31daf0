/** Which day an event is about. */
export type DayPayload = {
  session_id: string
  intent_id: string
  week: number
  day: number
}

/** A day and the agent that failed on it. */
export type AgentPayload = DayPayload & {
  agent: 'clo' | 'alex' | 'ta' | 'socratic' | 'instructor'
}

/** Event type to payload: ids and numbers, never topic, goal, notes or plan text. */
export type EventPayloads = {
  /** Another topic became active. Minutes a day. */
  intent_created: { intent_id: string; time_per_day_min: number }
  /** The active intent was sent again. Minutes a day. */
  intent_updated: { intent_id: string; time_per_day_min: number }
  /** A plan was built or rebuilt. */
  instructor_plan_created: DayPayload & {
    plan_version: number
    degraded_mode: boolean
    cache_hits: number
    cache_misses: number
    stale_served: number
  }
  /** A day was reported. Minutes; `confidence` is null when none was given. */
  instructor_plan_completed: DayPayload & {
    completion_time_min: number
    confidence: number | null
  }
  /** An agent failed and its old signal was used. */
  orchestrator_signal_stale: AgentPayload
  /** An agent did not answer in time. */
  orchestrator_agent_timeout: AgentPayload
  /** The instructor gave no plan that can be served. */
  orchestrator_plan_failed: AgentPayload
}

/** The names of the events. A newer server may send more: give a `switch` over them a `default`. */
export type EventType = keyof EventPayloads

/** Something that happened to the learner; `type` tells the shape of `payload`. */
export type OrchestratorEvent = {
  [Type in EventType]: {
    id: string
    type: Type
    version: 1
    /** RFC 3339 in UTC with milliseconds. */
    occurred_at: string
    /** Counts per learner from 1, without gaps; the cursor of `listEvents` and `subscribeEvents`. */
    seq: number
    payload: EventPayloads[Type]
  }
}[EventType]

/** One page of events, oldest first. */
export type EventsResponse = {
  events: OrchestratorEvent[]
  /** Pass it as the next `after`. */
  next_after: number
  has_more: boolean
}
