import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { gatherSignals } from '../_shared/agents/gatherSignals.ts'
import { raceAbort } from '../_shared/agents/raceAbort.ts'
import { dayRunRequestSchema, type ParsedDayRun } from '../_shared/contract/dayRun.ts'
import { OrchestratorError, refuse } from '../_shared/contract/errors.ts'
import type { DayFact, SessionFact } from '../_shared/contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../_shared/contract/primitives.ts'
import { DAY_RUN_LIMITS } from '../_shared/domain/limits.ts'
import { foldCompletions } from '../_shared/domain/planner/foldCompletions.ts'
import { learnerState } from '../_shared/domain/planner/learnerState.ts'
import type { SignalResult } from '../_shared/domain/signalQuality.ts'
import type { Setup } from '../_shared/store/learnerStore.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import { accept } from '../_shared/hall/accept.ts'
import { answerDay } from './answerDay.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'
import { choosePlan } from './choosePlan.ts'
import { claimDay, type ClaimPorts } from './claimDay.ts'
import { composeAsk } from '../_shared/day/composeAsk.ts'
import { composeSave } from '../_shared/day/composeSave.ts'
import { hashDay } from '../_shared/day/hashDay.ts'
import { describeSetup } from '../_shared/day/unchangedWhile.ts'
import type { AskedPlan } from '../_shared/day/weighPlans.ts'

export type DayRunPorts = ClaimPorts & { agents: AgentPorts }

type Budget = (typeof DAY_RUN_LIMITS)[keyof typeof DAY_RUN_LIMITS]

/** Whoever watches the deadline answers first, and knows better when to come again. */
const END_GRACE_MS = 100

/** Runs the learner's day under one deadline: somebody's answer that is already there, or a day built now. */
export async function dayRun(call: Call, ports: DayRunPorts): Promise<Answer> {
  const request = parseRequest('run day', dayRunRequestSchema, call.body)
  const budget = ports.agents.endpoints.with_research ? DAY_RUN_LIMITS.research : DAY_RUN_LIMITS.plain
  const deadline = ports.timer.deadline(budget.deadline_ms)
  // Raced, because a statement or a release that is under way does not watch the deadline: without it a day whose
  // agents took 9 s could wait 4 s more for a database that hangs.
  const end = ports.timer.deadline(budget.deadline_ms + END_GRACE_MS)
  try {
    return await raceAbort(runDay(call, request, { budget, deadline: deadline.signal }, ports), end.signal)
  } catch (error) {
    if (!end.signal.aborted || error instanceof OrchestratorError) throw error
    throw refuse('SERVICE_UNAVAILABLE', 'DAY_IN_PROGRESS', { headers: { 'retry-after': '1' } })
  } finally {
    end.cancel()
    deadline.cancel()
  }
}

type Allowance = { budget: Budget; deadline: AbortSignal }

async function runDay(
  call: Call,
  request: ParsedDayRun,
  { budget, deadline }: Allowance,
  ports: DayRunPorts,
): Promise<Answer> {
  const force = request.force_refresh
  const setup = describeSetup(ports.agents)
  const claim = { request, lease_ms: budget.lease_ms, setup: force ? null : setup, deadline }
  const claimed = await timed(call.trail, 'db', ports.timer.now, () => claimDay(call, claim, ports))
  if ('answered' in claimed) return answerDay(call, claimed.answered, claimed.replayed)

  const build = { day: claimed.day, setup, force, budget, deadline }
  return answerDay(call, await buildDay(call, build, ports))
}

type Build = { day: DayFact; setup: Setup; force: boolean; budget: Budget; deadline: AbortSignal }

/** Gather, compose, save. Agents may fail; the learner still gets a plan. Null: another isolate is still at it. */
async function buildDay(call: Call, build: Build, ports: DayRunPorts): Promise<SessionFact | null> {
  const { day, setup, force, budget, deadline } = build
  const { now } = ports.timer
  try {
    const units = foldCompletions(day.units, day.unfolded)
    const state = learnerState(day, units)
    const asker = { user_id: call.caller.user_id, request_id: call.request_id, traceparent: call.traceparent }
    const ask = composeAsk(asker, day, state, deadline)
    const signals = await timed(call.trail, 'agents', now, () =>
      gatherSignals({
        ...ask,
        cached: day.signals,
        last_completed_session_id: day.last_completed_session_id,
        now_ms: Date.parse(day.now),
        force_refresh: force,
        signals_budget_ms: budget.signals_ms,
      }, ports.agents))

    const plan_input_hash = hashDay({ day, state, units, signals })
    const choice = { ask, day, units, signals, plan_input_hash, budget_ms: budget.instructor_ms }
    const chosen = !force && isUnchanged(day.session, plan_input_hash)
      ? null
      : await timed(call.trail, 'plan', now, () => choosePlan(choice, ports.agents))

    noteAgents(call, signals, chosen)
    const { request_id, idempotency } = call
    const request = { request_id, idempotency }
    const save = composeSave({ request, day, units, signals, plan_input_hash, chosen, setup })
    const saved = accept(
      call,
      await timed(call.trail, 'db', now, () => ports.store.saveDay(call.claims, save)),
    )
    return 'session' in saved ? saved.session : saved.fenced_out.session
  } catch (error) {
    const { intent, position, fence } = day
    // Best effort: without it the next request waits for the lease.
    await ports.store.releaseDay(call.claims, { intent_id: intent.intent_id, ...position, fence }).catch(
      () => {},
    )
    throw error
  }
}

/** Each agent's outcome, for the log line, the counters and the spans. */
function noteAgents(
  call: Call,
  signals: Record<AgentName, SignalResult>,
  chosen: AskedPlan | null,
): void {
  call.trail.agents = AGENT_NAMES.map((agent) => {
    const { kind, reason, attempts, ms } = signals[agent]
    return { agent, outcome: kind, reason, attempts, ms }
  })
  call.trail.fields.agents = Object.fromEntries(
    call.trail.agents.map(({ agent, outcome, ms, attempts }) => [
      agent,
      { outcome, ms: Math.round(ms), attempts },
    ]),
  )
  // Its failure is in the day's reasons; the log line keeps to the four signals.
  if (chosen?.instructor != null) call.trail.agents.push(chosen.instructor)
}

/** Nothing the stored plan was made from has changed; one that an instructor failed to make is tried again. */
function isUnchanged(session: SessionFact | null, planInputHash: string): boolean {
  if (session === null || session.plan_input_hash !== planInputHash) return false
  return !session.degraded_reasons.some((reason) => reason.startsWith('instructor:'))
}
