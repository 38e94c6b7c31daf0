import type { DayRunResponse } from '../_shared/contract/dayRun.ts'
import { refuse } from '../_shared/contract/errors.ts'
import type { SessionFact } from '../_shared/contract/facts.ts'
import { planSchema } from '../_shared/contract/plan.ts'
import type { Answer, Call } from '../_shared/hall/call.ts'

/** The stored day as day.run answers it; null when another isolate took the day over and is still at it. */
export function answerDay(call: Call, session: SessionFact | null, replayed = false): Answer {
  if (session === null) {
    throw refuse('SERVICE_UNAVAILABLE', 'DAY_IN_PROGRESS', {
      headers: { 'retry-after': '1' },
    })
  }
  const {
    cache_hits,
    cache_misses,
    stale_served,
    degraded_mode,
    signal_quality,
  } = session
  Object.assign(call.trail.fields, { cache_hits, cache_misses, degraded_mode })

  const body: DayRunResponse = {
    session_id: session.session_id,
    plan_md: session.plan_md,
    plan_json_summary: session.plan_json_summary,
    degraded_mode,
    cache_hits,
    cache_misses,
    signal_quality,
    stale_served,
    // Parsing puts the keys in the contract's order: jsonb forgets it.
    plan_json: planSchema.parse(session.plan_json),
    plan_version: session.plan_version,
    week: session.week,
    day: session.day,
    degraded_reasons: session.degraded_reasons,
    plan_score: session.plan_score,
  }
  return { body, replayed }
}
