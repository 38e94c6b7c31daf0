import type { AgentEndpoints } from '../_shared/agents/endpoints.ts'
import type { StatusFact } from '../_shared/contract/facts.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import type { SignalQuality } from '../_shared/contract/signalQuality.ts'
import type { StatusResponse } from '../_shared/contract/status.ts'
import { signalKey } from '../_shared/domain/cacheKey.ts'
import { signalFreshness } from '../_shared/domain/freshness.ts'
import { type PlannerMeta, readMeta } from '../_shared/domain/planner/readMeta.ts'
import { displayedStreak } from '../_shared/domain/streak.ts'
import { estimatedRun } from '../_shared/domain/time/nextRun.ts'
import { localDate } from '../_shared/domain/time/zone.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'

export type StatusPorts = {
  store: LearnerStore
  timer: Timer
  endpoints: AgentEndpoints
}

/** Tells where the learner stands: one snapshot, no writes. */
export async function status(call: Call, ports: StatusPorts): Promise<Answer> {
  const fact = accept(
    call,
    await timed(call.trail, 'db', ports.timer.now, () => ports.store.loadStatus(call.claims)),
  )

  const calendar = readMeta(fact.intent?.meta ?? {})
  const body: StatusResponse = {
    user_id: fact.user_id,
    active_intent: composeIntent(fact),
    latest_session: fact.latest_session,
    signal_freshness: judgeSignals(fact, ports.endpoints),
    next_scheduled_run: scheduleNext(fact, calendar),
    learning_stats: composeStats(fact, calendar),
  }
  return { body, cacheable: true }
}

function composeIntent({ intent }: StatusFact): StatusResponse['active_intent'] {
  if (intent === null) return null
  const {
    intent_id,
    topic,
    depth,
    end_goal,
    time_per_day_min,
    user_tz,
    created_at,
  } = intent
  return {
    id: intent_id,
    topic,
    depth,
    end_goal,
    time_per_day_min,
    user_tz,
    created_at,
  }
}

/** Freshness is judged at the next day: what tomorrow's plan could use as it is. */
function judgeSignals(fact: StatusFact, endpoints: AgentEndpoints): SignalQuality {
  const judge = (agent: AgentName) => {
    const { intent, next } = fact
    const key = intent === null || next === null ? null : signalKey({
      agent,
      agent_root: endpoints.signals[agent].root,
      depends_on: endpoints.signals[agent].depends_on,
      intent_id: intent.intent_id,
      intent_revision: intent.revision,
      week: next.week,
      day: next.day,
      last_completed_session_id: fact.last_completed_session_id,
      reviews_due: [],
    })
    return signalFreshness(fact.signals.filter((row) => row.agent === agent), key, Date.parse(fact.now))
  }
  return { clo: judge('clo'), alex: judge('alex'), ta: judge('ta'), socratic: judge('socratic') }
}

function scheduleNext(
  { intent, next, now, streak }: StatusFact,
  calendar: PlannerMeta,
): StatusResponse['next_scheduled_run'] {
  if (intent === null || next === null) return null
  const estimated_time = estimatedRun({
    nowMs: Date.parse(now),
    timeZone: intent.user_tz,
    studyWeekdays: calendar.study_weekdays,
    dayStartsAtHour: calendar.day_starts_at_hour,
    lastCompletedDate: streak.last_date,
  })
  return { ...next, estimated_time, timezone: intent.user_tz }
}

function composeStats(
  { intent, now, stats, streak }: StatusFact,
  calendar: PlannerMeta,
): StatusResponse['learning_stats'] {
  const today = localDate(Date.parse(now), intent?.user_tz ?? 'UTC', calendar.day_starts_at_hour)
  const mean = stats.confidence_count === 0 ? null : stats.confidence_sum / stats.confidence_count
  return {
    total_sessions: stats.total_sessions,
    completed_sessions: stats.completed_sessions,
    total_time_min: stats.total_time_min,
    average_confidence: mean === null ? null : Math.round(mean * 10) / 10,
    current_streak_days: displayedStreak(streak, today, calendar.study_weekdays),
  }
}
