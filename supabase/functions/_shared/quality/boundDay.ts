import type { ChosenPlan } from '../day/weighPlans.ts'
import { composeAsk } from '../day/composeAsk.ts'
import { composeSave } from '../day/composeSave.ts'
import { gatherSignals } from '../agents/gatherSignals.ts'
import type { AgentPorts } from '../agents/agentPorts.ts'
import type { Signals } from '../contract/agentMessages.ts'
import type { DayFact } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import { foldCompletions } from '../domain/planner/foldCompletions.ts'
import { learnerState } from '../domain/planner/learnerState.ts'
import { PLANNER_VERSION } from '../domain/planner/composePlan.ts'
import { planInputHash } from '../domain/planInputHash.ts'
import type { SignalResult } from '../domain/signalQuality.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { LearnerStore, SaveDayRequest } from '../store/learnerStore.ts'

/** A day of the learner's with what the agents say of it, as day.run would gather it. */
export type BoundDay = { day: DayFact; signals: Record<AgentName, SignalResult>; plan_input_hash: string }

/** Why a session cannot plan that day. */
export type DayRefusal = { refused: string }

export type BoundDayPorts = { store: LearnerStore; agents: AgentPorts; makeId(): string }
type Target = { week: number; day: number }

/** For the claim alone: nothing is held while agents or models work. */
const CLAIM_LEASE_S = 5
const SIGNALS_MS = 9_000
const BUSY_POLL_MS = 500

/** Reads the day and gives it back at once, so that the learner's own day.run is not kept waiting. */
export async function loadBoundDay(
  context: RunContext,
  target: Target,
  ports: BoundDayPorts,
): Promise<BoundDay | DayRefusal> {
  const begun = await claim(context, target, ports)
  if ('refused' in begun) return begun
  const { day } = begun
  await ports.store.releaseDay(context.claims, {
    intent_id: day.intent.intent_id,
    ...day.position,
    fence: day.fence,
  })

  const units = foldCompletions(day.units, day.unfolded)
  const state = learnerState(day, units)
  const asker = { user_id: context.claims.sub, request_id: context.run.id, traceparent: context.traceparent }
  const signals = await gatherSignals({
    ...composeAsk(asker, day, state, context.signal),
    cached: day.signals,
    last_completed_session_id: day.last_completed_session_id,
    now_ms: Date.parse(day.now),
    force_refresh: false,
    signals_budget_ms: Math.min(SIGNALS_MS, context.leftMs()),
  }, ports.agents)
  const plan_input_hash = await planInputHash({
    planner_version: PLANNER_VERSION,
    intent_id: day.intent.intent_id,
    intent_revision: day.intent.revision,
    position: day.position,
    signals,
    learner_state: { ...state, sessions_completed: day.sessions_completed },
    units,
  })
  return { day, signals, plan_input_hash }
}

/**
 * What makes the winner that day's plan: claimed anew, so that nobody's newer plan is written over, and stored in the
 * transaction that ends the run. Its hash is day.run's, so day.run serves it until something it depends on changes.
 */
export async function composeBind(
  context: RunContext,
  bound: BoundDay,
  chosen: ChosenPlan,
  ports: BoundDayPorts,
): Promise<SaveDayRequest | DayRefusal> {
  const begun = await claim(context, bound.day.position, ports)
  if ('refused' in begun) return begun
  if (begun.day.intent.intent_id !== bound.day.intent.intent_id) return { refused: 'NO_ACTIVE_INTENT' }
  const { day, signals, plan_input_hash } = { ...bound, day: begun.day }
  const units = foldCompletions(day.units, day.unfolded)
  const request = { request_id: context.run.id, idempotency: null }
  return composeSave({
    request,
    day,
    units,
    signals,
    plan_input_hash,
    chosen: { ...chosen, instructor: null },
  })
}

export function signalsOf({ signals }: BoundDay): Signals {
  const { clo, alex, ta, socratic } = signals
  return { clo: clo.data, alex: alex.data, ta: ta.data, socratic: socratic.data }
}

async function claim(
  context: RunContext,
  target: Target,
  ports: BoundDayPorts,
): Promise<{ day: DayFact } | DayRefusal> {
  for (;;) {
    const begun = await ports.store.beginDay(context.claims, {
      body: target,
      lease_s: CLAIM_LEASE_S,
      holder: ports.makeId(),
      settle: false,
      limits: [],
      idempotency: null,
      request_id: context.run.id,
    })
    if ('refused' in begun) return { refused: begun.refused.reason }
    if ('day' in begun) return { day: begun.day }
    // A completed day answers what is stored: it is not planned again.
    if ('answered' in begun) return { refused: 'SESSION_ALREADY_COMPLETED' }
    if (context.leftMs() < BUSY_POLL_MS) return { refused: 'DAY_IN_PROGRESS' }
    await ports.agents.timer.sleep(BUSY_POLL_MS, context.signal)
  }
}
