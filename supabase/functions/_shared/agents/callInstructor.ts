import type { InstructorData, InstructorRequest, Signals } from '../contract/agentMessages.ts'
import type { Plan } from '../contract/plan.ts'
import type { SignalQuality } from '../contract/signalQuality.ts'
import type { FailureReason } from '../domain/signalQuality.ts'
import type { AgentPorts } from './agentPorts.ts'
import type { AgentCall } from './agentRequest.ts'
import { callAgent } from './callAgent.ts'
import { openBudget } from './callBudget.ts'
import type { AgentEndpoint } from './endpoints.ts'
import { deriveIdempotencyKey } from './idempotencyKey.ts'
import { deriveLearnerRef } from './learnerRef.ts'
import { parseInstructorBody } from './parseEnvelope.ts'
import { composeAgentRequest, type DayAsk } from './signalAsk.ts'

/** What the instructor gets beyond the agents' request. */
export type InstructorAsk = DayAsk & {
  signals: Signals
  signal_quality: SignalQuality
  baseline_plan: Plan
  constraints: InstructorRequest['constraints']
  /** Names the input: equal input asks under an equal idempotency key. */
  plan_input_hash: string
  instructor_budget_ms: number
}

/** `not_configured`: the built-in planner is the instructor, which is no failure. */
export type InstructorOutcome =
  | { kind: 'answered'; data: InstructorData; attempts: number; ms: number }
  | { kind: 'failed'; reason: FailureReason; attempts: number; ms: number }
  | { kind: 'not_configured' }

/** The contract's keys, and the upper-case ones that instructors of v1.1 read, without its JWT. */
function composeBody(ask: InstructorAsk, learnerRef: string, deadlineMs: number): Record<string, unknown> {
  const { intent, position, signals, signal_quality, baseline_plan, constraints } = ask
  const request: InstructorRequest = {
    ...composeAgentRequest(ask, learnerRef, deadlineMs, null),
    signals,
    signal_quality,
    baseline_plan,
    constraints,
  }
  return {
    ...request,
    USER_ID: learnerRef,
    INTENT_ID: intent.intent_id,
    TOPIC: intent.topic,
    DEPTH: intent.depth,
    END_GOAL: intent.end_goal,
    TIME_PER_DAY_MIN: intent.time_per_day_min,
    TRACK_LABEL: intent.track_label,
    WEEK: position.week,
    DAY: position.day,
    SIGNALS: signals,
  }
}

function composeCall(
  ask: InstructorAsk,
  endpoint: AgentEndpoint,
  pairwiseSecret: string,
): AgentCall {
  const learnerRef = deriveLearnerRef(endpoint, ask.learner.user_id, pairwiseSecret)
  return {
    endpoint,
    url: `${endpoint.root}/instructor/daily`,
    body: (deadlineMs) => composeBody(ask, learnerRef, deadlineMs),
    validator: null,
    idempotency_key: deriveIdempotencyKey({
      agent: 'instructor',
      learner_ref: learnerRef,
      intent_id: ask.intent.intent_id,
      week: ask.position.week,
      day: ask.position.day,
      cache_key: ask.plan_input_hash,
      plan_version: ask.plan_version,
    }),
    request_id: ask.request_id,
    traceparent: ask.traceparent,
  }
}

/** Asks the configured instructor for a plan. Never throws; whether the plan is any good is the planner's judgement. */
export async function callInstructor(ask: InstructorAsk, ports: AgentPorts): Promise<InstructorOutcome> {
  const endpoint = ports.endpoints.instructor
  if (endpoint === null) return { kind: 'not_configured' }

  const budget = openBudget(ports.timer, ask.instructor_budget_ms, ask.deadline)
  try {
    const call = composeCall(ask, endpoint, ports.pairwise_secret)
    const outcome = await callAgent(call, parseInstructorBody, ports, budget)
    const { attempts, ms } = outcome
    switch (outcome.kind) {
      case 'answered':
        return { kind: 'answered', data: outcome.data, attempts, ms }
      case 'failed':
        return { kind: 'failed', reason: outcome.reason, attempts, ms }
      case 'not_modified':
        return { kind: 'failed', reason: 'bad_schema', attempts, ms }
      default:
        return outcome satisfies never
    }
  } catch (error) {
    ports.log('error', { event: 'agent_call_failed', agent: 'instructor', request_id: ask.request_id, error })
    return { kind: 'failed', reason: 'agent_error', attempts: 0, ms: 0 }
  } finally {
    budget.close()
  }
}
