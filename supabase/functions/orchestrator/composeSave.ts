import type { DayFact, UnitState } from '../_shared/contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../_shared/contract/primitives.ts'
import { renderPlan, summarizePlan } from '../_shared/domain/planner/renderPlan.ts'
import { visitedUnitIds } from '../_shared/domain/planner/visitedUnits.ts'
import type { SignalResult, SignalSummary } from '../_shared/domain/signalQuality.ts'
import type { SaveDayRequest } from '../_shared/store/learnerStore.ts'
import type { Call } from './call.ts'
import type { ChosenPlan } from './weighPlans.ts'

type Outcome = {
  call: Call
  day: DayFact
  units: UnitState[]
  signals: Record<AgentName, SignalResult>
  quality: SignalSummary
  degraded_mode: boolean
  plan_input_hash: string
  /** Null: nothing the plan depends on changed. */
  chosen: ChosenPlan | null
}

/** The one write of day.run: signals, units, plan and events together. */
export function composeSave(outcome: Outcome): SaveDayRequest {
  const { call, day, signals, quality } = outcome
  const { cache_hits, cache_misses, stale_served, signal_quality } = quality
  return {
    intent_id: day.intent.intent_id,
    ...day.position,
    fence: day.fence,
    plan: composeRow(outcome),
    counters: { cache_hits, cache_misses, stale_served, signal_quality },
    signals: AGENT_NAMES.flatMap((agent) => signals[agent].write ?? []),
    units: outcome.units,
    folded: day.unfolded.map((completed) => completed.session_id),
    events: composeEvents(outcome),
    request_id: call.request_id,
    idempotency: call.idempotency,
  }
}

function composeRow(
  { day, chosen, quality, degraded_mode, plan_input_hash }: Outcome,
): SaveDayRequest['plan'] {
  if (chosen === null) return null
  const { plan } = chosen
  return {
    topic: day.intent.topic,
    plan_title: plan.title,
    plan_md: renderPlan(plan, quality.degraded_reasons),
    plan_json: plan,
    plan_json_summary: summarizePlan(plan),
    plan_score: chosen.plan_score,
    plan_input_hash,
    unit_ids: visitedUnitIds(plan),
    degraded_mode,
    degraded_reasons: quality.degraded_reasons,
  }
}

/** A failure that was only remembered was told when it happened. */
function composeEvents({ signals, chosen }: Outcome): SaveDayRequest['events'] {
  const failed = AGENT_NAMES.filter((agent) => signals[agent].attempts > 0)
  return [
    ...(chosen === null ? [] : [{ type: 'instructor_plan_created' }]),
    ...failed.filter((agent) => signals[agent].kind === 'stale_served').map((
      agent,
    ) => ({ type: 'orchestrator_signal_stale', payload: { agent } })),
    ...failed.filter((agent) => signals[agent].reason === 'timeout').map((
      agent,
    ) => ({ type: 'orchestrator_agent_timeout', payload: { agent } })),
    ...(chosen?.instructor_failure == null ? [] : [{
      type: 'orchestrator_plan_failed',
      payload: { agent: 'instructor' },
    }]),
  ]
}
