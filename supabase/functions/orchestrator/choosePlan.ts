import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { callInstructor } from '../_shared/agents/callInstructor.ts'
import type { DayAsk } from '../_shared/agents/signalAsk.ts'
import type { Signals } from '../_shared/contract/agentMessages.ts'
import type { DayFact, UnitState } from '../_shared/contract/facts.ts'
import type { Plan } from '../_shared/contract/plan.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import { acceptInstructorPlan } from '../_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../_shared/domain/planner/composePlan.ts'
import { listPrereqEdges } from '../_shared/domain/planner/prereqEdges.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { type FailureReason, type SignalResult, summarizeSignals } from '../_shared/domain/signalQuality.ts'

export type ChosenPlan = { plan: Plan; instructor_failure: FailureReason | null }

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
export async function choosePlan(choice: Choice, agents: AgentPorts): Promise<ChosenPlan> {
  const { day } = choice
  const { clo, alex, ta, socratic } = choice.signals
  const signals: Signals = { clo: clo.data, alex: alex.data, ta: ta.data, socratic: socratic.data }
  const baseline = composePlan({
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    units: choice.units,
    history: day.history,
    sessions_completed: day.sessions_completed,
    signals,
    previous: day.session,
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

  if (answer.kind === 'not_configured') return { plan: baseline, instructor_failure: null }
  if (answer.kind === 'failed') return { plan: baseline, instructor_failure: answer.reason }
  const ownSource = readMeta(day.intent.meta).source?.url
  const accepted = acceptInstructorPlan(answer.data, baseline, ownSource === undefined ? [] : [ownSource])
  if ('rejected' in accepted) return { plan: baseline, instructor_failure: 'rejected' }
  return { plan: accepted.plan, instructor_failure: null }
}
