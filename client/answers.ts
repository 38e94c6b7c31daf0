import type { Plan } from './plan.ts'
import type { Depth } from './requests.ts'

// Times are RFC 3339 in UTC with milliseconds and `Z`. What is not known is null, never missing and never invented.

/** Answer of intent.sync: the intent as it is stored now. */
export type IntentSyncResponse = {
  intent_id: string
  active: boolean
  topic: string
  depth: Depth
  end_goal: string
  /** Minutes a day. */
  time_per_day_min: number
  /** IANA time zone name. */
  user_tz: string
  created_at: string
  track_label: string | null
  meta: Record<string, unknown>
  updated_at: string
}

/** What is known of one agent's signal. */
export type SignalState = {
  available: boolean
  /** True only when `available` is. */
  fresh: boolean
  /** Null when nothing is stored. */
  last_updated: string | null
}

/** One state for each of the four agents. */
export type SignalQuality = {
  clo: SignalState
  alex: SignalState
  ta: SignalState
  socratic: SignalState
}

/** Answer of day.run: the plan and how it came about. */
export type DayRunResponse = {
  /** Names the day for `completeDay`. */
  session_id: string
  /** The plan as Markdown. */
  plan_md: string
  plan_json_summary: { title: string; description: string; steps: string[] }
  /** True when something was missing and the plan was made without it; `degraded_reasons` says what. */
  degraded_mode: boolean
  /** Signals taken from the store because they were fresh; hits, misses and stale ones are at most 4 together. */
  cache_hits: number
  /** Signals that an agent was asked for and gave. */
  cache_misses: number
  signal_quality: SignalQuality
  /** Old signals that were used because their agent failed. */
  stale_served: number
  plan_json: Plan
  /** 1 for the first plan of the day, higher after each rebuild. */
  plan_version: number
  /** 1 to 104. */
  week: number
  /** 1 to 7. */
  day: number
  /** `<agent>:<reason>`; empty exactly when `degraded_mode` is false. */
  degraded_reasons: string[]
  /** 0 to 100 by the plan-quality rubric; null for a plan stored before there was one. */
  plan_score: number | null
}

/** What the learner said about a day. */
export type Completion = {
  /** Minutes. */
  completion_time_min: number
  /** 1 to 10; null when the learner gave none. */
  confidence: number | null
  notes: string | null
  completed_at: string
}

/** Answer of day.done: what is stored, the first report if there were several alike. */
export type DayDoneResponse = {
  ok: true
  /** One sentence about the next day. */
  next_day_hint: string
  completion_summary: { session_id: string } & Completion
}

/** Answer of status: where the learner stands. Without any intent the parts are null and the counts 0. */
export type StatusResponse = {
  user_id: string
  active_intent: {
    id: string
    topic: string
    depth: Depth
    end_goal: string
    time_per_day_min: number
    user_tz: string
    created_at: string
  } | null
  /** The newest session of the active intent; `completion` is null until it is reported. */
  latest_session: {
    id: string
    week: number
    day: number
    topic: string
    plan_title: string
    degraded_mode: boolean
    created_at: string
    completion: Completion | null
  } | null
  /** What the next day could use as it is. */
  signal_freshness: SignalQuality
  /** The next day and the next 07:00 in the learner's zone on which it is expected. */
  next_scheduled_run: {
    week: number
    day: number
    estimated_time: string
    timezone: string
  } | null
  /** Totals and average of the active intent; the streak is the learner's. */
  learning_stats: {
    total_sessions: number
    completed_sessions: number
    /** Minutes. */
    total_time_min: number
    /** Mean of the confidences given, one decimal; null when none was given. */
    average_confidence: number | null
    current_streak_days: number
  }
}
