import type { AgentName } from '../contract/primitives.ts'
import { signalKey } from '../domain/cacheKey.ts'
import { decideCall } from '../domain/freshness.ts'
import type { SignalResult } from '../domain/signalQuality.ts'
import type { AgentPorts } from './agentPorts.ts'
import { recallAgent } from './agentState.ts'
import { callAgent } from './callAgent.ts'
import { type CallBudget, openBudget } from './callBudget.ts'
import { parseSignalBody } from './parseEnvelope.ts'
import { settleCall, settleFailure, settleHit, settleSkip, type SignalCase } from './settleSignal.ts'
import { composeSignalCall, type SignalAsk } from './signalAsk.ts'

async function gatherOne(
  agent: AgentName,
  ask: SignalAsk,
  ports: AgentPorts,
  budget: CallBudget,
): Promise<SignalResult> {
  const startedAt = ports.timer.now()
  const endpoint = ports.endpoints.signals[agent]
  const entries = ask.cached.filter((entry) => entry.agent === agent)
  const cacheKey = signalKey({
    agent,
    agent_root: endpoint.root,
    depends_on: endpoint.depends_on,
    intent_id: ask.intent.intent_id,
    intent_revision: ask.intent.revision,
    week: ask.position.week,
    day: ask.position.day,
    last_completed_session_id: ask.last_completed_session_id,
    reviews_due: ask.state.reviews_due,
  })
  // The database clock goes on at the isolate's pace: leases and windows never depend on two clocks agreeing.
  const caseNow = (): SignalCase => ({
    agent,
    cache_key: cacheKey,
    entries,
    fresh_for_hours: endpoint.fresh_for_hours,
    now: ask.now_ms + (ports.timer.now() - startedAt),
  })

  const seenVersion = recallAgent(ports.state, endpoint, startedAt).version
  const decision = decideCall(entries, cacheKey, ask.now_ms, ask.force_refresh, seenVersion)
  if (decision.kind === 'use') return settleHit(caseNow(), decision.entry)
  if (decision.kind === 'skip') return settleSkip(caseNow(), decision.failure)

  const entry = decision.kind === 'revalidate' ? decision.entry : null
  try {
    const call = composeSignalCall(
      agent,
      ask,
      endpoint,
      cacheKey,
      entry?.etag ?? null,
      ports.pairwise_secret,
    )
    const outcome = await callAgent(call, (text) => parseSignalBody(text, agent), ports, budget)
    // Agents in this process answer now, whatever they say: on a simulated day the machine's clock differs.
    const isUndated = outcome.kind === 'answered' && endpoint.transport === 'in_process'
    return settleCall(caseNow(), isUndated ? { ...outcome, generated_at: null } : outcome, entry)
  } catch (error) {
    // A bug or a wrong setting on our side must not cost the learner the day.
    ports.log('error', { event: 'agent_call_failed', agent, request_id: ask.request_id, error })
    return settleFailure(caseNow(), { reason: 'agent_error', remember: false, attempts: 0, ms: 0 })
  }
}

/**
 * Asks the four agents in parallel, all tries and waits inside `signals_budget_ms` and the request's deadline. Never
 * throws: each agent ends as a signal or as the reason why there is none.
 */
export async function gatherSignals(
  ask: SignalAsk,
  ports: AgentPorts,
): Promise<Record<AgentName, SignalResult>> {
  const budget = openBudget(ports.timer, ask.signals_budget_ms, ask.deadline)
  try {
    const [clo, alex, ta, socratic] = await Promise.all([
      gatherOne('clo', ask, ports, budget),
      gatherOne('alex', ask, ports, budget),
      gatherOne('ta', ask, ports, budget),
      gatherOne('socratic', ask, ports, budget),
    ])
    return { clo, alex, ta, socratic }
  } finally {
    budget.close()
  }
}
