import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { gatherSignals } from '../_shared/agents/gatherSignals.ts'
import { dayRunRequestSchema } from '../_shared/contract/dayRun.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { isDegraded } from '../_shared/domain/degraded.ts'
import { DAY_RUN_LIMITS } from '../_shared/domain/limits.ts'
import { planInputHash } from '../_shared/domain/planInputHash.ts'
import { PLANNER_VERSION } from '../_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../_shared/domain/planner/foldCompletions.ts'
import { learnerState } from '../_shared/domain/planner/learnerState.ts'
import { summarizeSignals } from '../_shared/domain/signalQuality.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { RateLimit } from '../_shared/platform/env.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import { accept } from './accept.ts'
import { answerDay } from './answerDay.ts'
import { type Answer, type Call, timed } from './call.ts'
import { claimDay } from './claimDay.ts'
import { choosePlan } from './choosePlan.ts'
import { composeSave } from './composeSave.ts'

export type DayRunPorts = {
  store: LearnerStore
  timer: Timer
  makeId(): string
  agents: AgentPorts
  write_limits: RateLimit[]
  day_run_limits: RateLimit[]
}

/** Builds the learner's day: claim, gather, compose, save. Agents may fail; the learner still gets a plan. */
export async function dayRun(call: Call, ports: DayRunPorts): Promise<Answer> {
  const request = parseRequest('run day', dayRunRequestSchema, call.body)
  const { trail } = call
  const { now } = ports.timer
  const budget = ports.agents.endpoints.with_research ? DAY_RUN_LIMITS.research : DAY_RUN_LIMITS.plain
  const deadline = ports.timer.deadline(budget.deadline_ms)

  try {
    const claimed = await timed(
      trail,
      'db',
      now,
      () => claimDay(call, request, ports, budget.lease_ms, deadline.signal),
    )
    if ('answered' in claimed) {
      return answerDay(call, claimed.answered, claimed.replayed)
    }
    const { day } = claimed

    try {
      const units = foldCompletions(day.units, day.unfolded)
      const state = learnerState(day, units)
      const signals = await timed(trail, 'agents', now, () =>
        gatherSignals({
          learner: { user_id: call.caller.user_id, tz: day.intent.user_tz },
          intent: day.intent,
          position: day.position,
          local_date: day.local_date,
          state,
          cached: day.signals,
          last_completed_session_id: day.last_completed_session_id,
          now_ms: Date.parse(day.now),
          force_refresh: request.force_refresh,
          request_id: call.request_id,
          traceparent: call.traceparent,
          plan_version: (day.session?.plan_version ?? 0) + 1,
          signals_budget_ms: budget.signals_ms,
          deadline: deadline.signal,
        }, ports.agents))

      const plan_input_hash = await planInputHash({
        planner_version: PLANNER_VERSION,
        intent_id: day.intent.intent_id,
        intent_revision: day.intent.revision,
        position: day.position,
        signals,
        learner_state: { ...state, sessions_completed: day.sessions_completed },
        units,
      })
      const isUnchanged = day.session?.plan_input_hash === plan_input_hash &&
        !request.force_refresh &&
        !day.session.degraded_reasons.some((reason) => reason.startsWith('instructor:'))
      const chosen = isUnchanged ? null : await timed(trail, 'plan', now, () =>
        choosePlan({
          call,
          day,
          state,
          units,
          signals,
          plan_input_hash,
          budgetMs: budget.instructor_ms,
          deadline: deadline.signal,
        }, ports.agents))

      const instructorFailure = chosen?.instructor_failure ?? null
      const quality = summarizeSignals(signals, instructorFailure)
      const degraded_mode = isDegraded(signals, instructorFailure)
      const save = composeSave({
        call,
        day,
        units,
        signals,
        quality,
        degraded_mode,
        plan_input_hash,
        chosen,
      })
      const saved = accept(
        call,
        await timed(
          trail,
          'db',
          now,
          () => ports.store.saveDay(call.claims, save),
        ),
      )

      trail.fields.agents = Object.fromEntries(
        Object.entries(signals).map((
          [agent, { kind, ms, attempts }],
        ) => [agent, { outcome: kind, ms: Math.round(ms), attempts }]),
      )
      return answerDay(
        call,
        'session' in saved ? saved.session : saved.fenced_out.session,
      )
    } catch (error) {
      const { intent, position, fence } = day
      // Best effort: without it the next request waits for the lease.
      await ports.store.releaseDay(call.claims, {
        intent_id: intent.intent_id,
        ...position,
        fence,
      }).catch(() => {})
      throw error
    }
  } finally {
    deadline.cancel()
  }
}
