import { z } from 'zod'
import type { ChosenPlan } from '../day/weighPlans.ts'
import { composeAsk } from '../day/composeAsk.ts'
import { composeSave } from '../day/composeSave.ts'
import { hashDay } from '../day/hashDay.ts'
import { gatherSignals } from '../agents/gatherSignals.ts'
import type { Signals } from '../contract/agentMessages.ts'
import type { DayFact } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import { foldCompletions } from '../domain/planner/foldCompletions.ts'
import { learnerState } from '../domain/planner/learnerState.ts'
import type { SignalResult } from '../domain/signalQuality.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { SaveDayRequest } from '../store/learnerStore.ts'
import { claimDay, type DayRefusal, releaseDay, type Target } from './claimDay.ts'
import type { QualityPorts } from './ports.ts'
import type { Session } from './session.ts'

/** What the first worker on the run found: the winner is made for it, whoever takes the run over. */
const basisSchema = z.object({
  /** Null: the day had no plan. */
  plan_version: z.int().nullable(),
  plan_input_hash: z.string(),
})
type Basis = z.infer<typeof basisSchema>

/** A day of the learner's with what the agents say of it, as day.run would gather it. */
export type BoundDay = { day: DayFact; signals: Record<AgentName, SignalResult>; basis: Basis }

const SIGNALS_MS = 9_000

/** Reads the day and gives it back at once, so that the learner's own day.run is not kept waiting. */
export async function loadBoundDay(
  context: RunContext,
  target: Target,
  ports: QualityPorts,
): Promise<BoundDay | DayRefusal> {
  const claimed = await claimDay(context, target, ports)
  if ('refused' in claimed) return claimed
  const { day } = claimed
  await releaseDay(context, day, ports)
  const read = await gatherDay(context, day, ports)

  const { week, day: number } = target
  const basis = await context.step<Basis>({
    key: 'day',
    kind: 'day',
    begins: {
      type: 'day_read',
      message: `Planning week ${week}, day ${number} with what the agents say of it`,
      data: { week, day: number, plan_version: read.basis.plan_version },
    },
    fails: (error_code) => ({ type: 'day_failed', message: 'The day was not read', data: { error_code } }),
    read: (output) => basisSchema.parse(output),
    work: () => Promise.resolve({ ok: true, output: read.basis }),
  })
  return basis.ok ? { ...read, basis: basis.output } : { refused: basis.error_code }
}

async function gatherDay(context: RunContext, day: DayFact, ports: QualityPorts): Promise<BoundDay> {
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
  const plan_input_hash = hashDay({ day, state, units, signals })
  return { day, signals, basis: { plan_version: day.session?.plan_version ?? null, plan_input_hash } }
}

/**
 * What makes the winner that day's plan: claimed anew, so that nobody's newer plan is written over, and stored in the
 * transaction that ends the run. Its hash is day.run's, so day.run serves it until something it depends on changes.
 */
export async function composeBind(
  { context, ports }: Session,
  { day: planned, signals, basis }: BoundDay,
  chosen: ChosenPlan,
): Promise<SaveDayRequest | DayRefusal> {
  const claimed = await claimDay(context, planned.position, ports)
  if ('refused' in claimed) return claimed
  const { day } = claimed
  const refused = findObstacle(planned, day, basis)
  if (refused !== null) {
    await releaseDay(context, day, ports)
    return { refused }
  }
  return composeSave({
    request: { request_id: context.run.id, idempotency: null },
    day,
    units: foldCompletions(day.units, day.unfolded),
    signals,
    plan_input_hash: basis.plan_input_hash,
    chosen: { ...chosen, instructor: null },
    // Its signals were gathered when the run began, the day was read now.
    setup: null,
  })
}

/** Why the day as it is now keeps its plan, or null. */
function findObstacle(planned: DayFact, day: DayFact, basis: Basis): string | null {
  if (day.intent.intent_id !== planned.intent.intent_id) return 'INTENT_CHANGED'
  return (day.session?.plan_version ?? null) === basis.plan_version ? null : 'DAY_REBUILT'
}

export function signalsOf({ signals }: BoundDay): Signals {
  const { clo, alex, ta, socratic } = signals
  return { clo: clo.data, alex: alex.data, ta: ta.data, socratic: socratic.data }
}
