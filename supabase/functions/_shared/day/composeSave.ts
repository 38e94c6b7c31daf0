import type { DayFact, UnitState } from '../contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../contract/primitives.ts'
import { isDegraded } from '../domain/degraded.ts'
import { renderPlan, summarizePlan } from '../domain/planner/renderPlan.ts'
import { visitedUnitIds } from '../domain/planner/visitedUnits.ts'
import { type SignalResult, type SignalSummary, summarizeSignals } from '../domain/signalQuality.ts'
import type { SaveDayRequest, Setup } from '../store/learnerStore.ts'
import { composeUnchangedWhile } from './unchangedWhile.ts'
import type { AskedPlan } from './weighPlans.ts'

type Outcome = {
  request: Pick<SaveDayRequest, 'request_id' | 'idempotency'>
  day: DayFact
  units: UnitState[]
  signals: Record<AgentName, SignalResult>
  plan_input_hash: string
  /** Null: nothing the plan depends on changed. */
  chosen: AskedPlan | null
  /** Null: the next day.run builds the day again. */
  setup: Setup | null
}

/** The one write of a day that was built: signals, units, plan and events together. */
export function composeSave(outcome: Outcome): SaveDayRequest {
  const { request, day, signals, chosen } = outcome
  const quality = summarizeSignals(signals, chosen?.instructor_failure ?? null)
  const { cache_hits, cache_misses, stale_served, signal_quality } = quality
  return {
    intent_id: day.intent.intent_id,
    ...day.position,
    fence: day.fence,
    plan: composeRow(outcome, quality),
    counters: { cache_hits, cache_misses, stale_served, signal_quality },
    signals: AGENT_NAMES.flatMap((agent) => signals[agent].write ?? []),
    // Without a completion to fold they are as they were read: 14 rows less to compare in the database.
    units: day.unfolded.length === 0 ? [] : outcome.units,
    folded: day.unfolded.map((completed) => completed.session_id),
    unchanged_while: composeUnchangedWhile(outcome),
    events: composeEvents(outcome),
    ...request,
  }
}

function composeRow(outcome: Outcome, quality: SignalSummary): SaveDayRequest['plan'] {
  const { day, signals, chosen, plan_input_hash } = outcome
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
    degraded_mode: isDegraded(signals, chosen.instructor_failure),
    degraded_reasons: quality.degraded_reasons,
  }
}

/** A failure that was only remembered was told when it happened. */
function composeEvents({ signals, chosen }: Outcome): SaveDayRequest['events'] {
  const asked = AGENT_NAMES.filter((agent) => signals[agent].attempts > 0)
  const told = (type: string, agents: string[]) => agents.map((agent) => ({ type, payload: { agent } }))
  return [
    ...(chosen === null ? [] : [{ type: 'instructor_plan_created' }]),
    ...told('orchestrator_signal_stale', asked.filter((agent) => signals[agent].kind === 'stale_served')),
    ...told('orchestrator_agent_timeout', asked.filter((agent) => signals[agent].reason === 'timeout')),
    ...told('orchestrator_plan_failed', chosen?.instructor_failure == null ? [] : ['instructor']),
  ]
}
