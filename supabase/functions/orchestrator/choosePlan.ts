import type { AgentPorts } from "../_shared/agents/agentPorts.ts";
import { callInstructor } from "../_shared/agents/callInstructor.ts";
import type {
  AgentRequest,
  Signals,
} from "../_shared/contract/agentMessages.ts";
import type { DayFact, UnitState } from "../_shared/contract/facts.ts";
import type { Plan } from "../_shared/contract/plan.ts";
import type { AgentName } from "../_shared/contract/primitives.ts";
import { acceptInstructorPlan } from "../_shared/domain/planner/acceptInstructorPlan.ts";
import { composePlan } from "../_shared/domain/planner/composePlan.ts";
import {
  type FailureReason,
  type SignalResult,
  summarizeSignals,
} from "../_shared/domain/signalQuality.ts";
import type { Call } from "./call.ts";

export type ChosenPlan = {
  plan: Plan;
  instructor_failure: FailureReason | null;
};

type Choice = {
  call: Call;
  day: DayFact;
  state: AgentRequest["state"];
  units: UnitState[];
  signals: Record<AgentName, SignalResult>;
  budgetMs: number;
  deadline: AbortSignal;
};

/** The built-in plan first; a configured instructor's plan is served only if it passes the gates. */
export async function choosePlan(
  choice: Choice,
  agents: AgentPorts,
): Promise<ChosenPlan> {
  const { call, day, state, units, budgetMs, deadline } = choice;
  const { clo, alex, ta, socratic } = choice.signals;
  const signals: Signals = {
    clo: clo.data,
    alex: alex.data,
    ta: ta.data,
    socratic: socratic.data,
  };
  const baseline = composePlan({
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    units,
    history: day.history,
    sessions_completed: day.sessions_completed,
    signals,
    previous: day.session,
  });
  if (agents.endpoints.instructor === null) {
    return { plan: baseline, instructor_failure: null };
  }

  const answer = await callInstructor({
    learner: { user_id: call.caller.user_id, tz: day.intent.user_tz },
    intent: day.intent,
    position: day.position,
    local_date: day.local_date,
    state,
    last_completed_session_id: day.last_completed_session_id,
    request_id: call.request_id,
    traceparent: call.traceparent,
    plan_version: (day.session?.plan_version ?? 0) + 1,
    signals,
    signal_quality: summarizeSignals(choice.signals).signal_quality,
    baseline_plan: baseline,
    budget_ms: budgetMs,
    deadline,
  }, agents);
  if (answer.kind === "failed") {
    return { plan: baseline, instructor_failure: answer.reason };
  }
  const accepted = acceptInstructorPlan(answer.data, baseline, []);
  if ("rejected" in accepted) {
    return { plan: baseline, instructor_failure: "rejected" };
  }
  return { plan: accepted.plan, instructor_failure: null };
}
