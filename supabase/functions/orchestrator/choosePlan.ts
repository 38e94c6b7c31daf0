import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { callInstructor } from '../_shared/agents/callInstructor.ts'
import type { DayAsk } from '../_shared/agents/signalAsk.ts'
import type { Signals } from '../_shared/contract/agentMessages.ts'
import type { DayFact, UnitState } from '../_shared/contract/facts.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import { acceptInstructorPlan } from '../_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../_shared/domain/planner/composePlan.ts'
import { listPrereqEdges } from '../_shared/domain/planner/prereqEdges.ts'
import { contextOfDay } from '../_shared/domain/rubric/contextOfDay.ts'
import { scorePlan } from '../_shared/domain/rubric/scorePlan.ts'
import { type SignalResult, summarizeSignals } from '../_shared/domain/signalQuality.ts'
import { type AskedPlan, type ChosenPlan, serveBaseline, weighPlans } from '../_shared/day/weighPlans.ts'

type Choice = {
  ask: DayAsk
  day: DayFact
  units: UnitState[]
  signals: Record<AgentName, SignalResult>
  plan_input_hash: string
  /** For the instructor, in ms. */
  budget_ms: number
}

/** The built-in plan first; a configured instructor's plan is served only if it passes the gates. */
export async function choosePlan(choice: Choice, agents: AgentPorts): Promise<AskedPlan> {
  const { day } = choice
  const { clo, alex, ta, socratic } = choice.signals
  const signals: Signals = { clo: clo.data, alex: alex.data, ta: ta.data, socratic: socratic.data }
  const input = {
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    units: choice.units,
    history: day.history,
    sessions_completed: day.sessions_completed,
    signals,
    previous: day.session,
  }
  const baseline = composePlan(input)
  const context = contextOfDay({
    ...input,
    recent_plans: day.recent_plans,
    reviews_due: baseline.reviews_due,
  })

  const answer = await callInstructor({
    ...choice.ask,
    signals,
    signal_quality: summarizeSignals(choice.signals).signal_quality,
    baseline_plan: baseline,
    constraints: {
      minutes_exact: baseline.minutes_total,
      reviews_required: baseline.reviews_due,
      prereq_edges: listPrereqEdges(signals),
    },
    plan_input_hash: choice.plan_input_hash,
    instructor_budget_ms: choice.budget_ms,
  }, agents)

  const ours = { plan: baseline, score: scorePlan(baseline, context) }
  if (answer.kind === 'not_configured') {
    return { ...serveBaseline(ours, []), instructor_failure: null, instructor: null }
  }
  if (answer.kind === 'failed') {
    return trace(answer, { ...serveBaseline(ours, []), instructor_failure: answer.reason })
  }
  const accepted = acceptInstructorPlan(answer.data, baseline, context.allowed_urls)
  if ('rejected' in accepted) {
    const theirs = { source: 'instructor' as const, score: null, rejected: accepted.rejected }
    return trace(answer, { ...serveBaseline(ours, [theirs]), instructor_failure: 'rejected' })
  }
  const theirs = { plan: accepted.plan, score: scorePlan(accepted.plan, context) }
  return trace(answer, weighPlans(ours, theirs, agents.endpoints.instructor_policy))
}

/** Outcome `served` or `outweighed` when it answered in time with a plan that keeps the rules. */
function trace({ attempts, ms }: { attempts: number; ms: number }, chosen: ChosenPlan): AskedPlan {
  const reason = chosen.instructor_failure
  const outcome = reason !== null
    ? 'unavailable'
    : chosen.plan.source === 'instructor'
    ? 'served'
    : 'outweighed'
  return { ...chosen, instructor: { agent: 'instructor', outcome, reason, attempts, ms } }
}
