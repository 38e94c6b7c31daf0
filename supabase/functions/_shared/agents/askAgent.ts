import type { AgentName } from '../contract/primitives.ts'
import type { AgentPorts } from './agentPorts.ts'
import { type AgentOutcome, callAgent } from './callAgent.ts'
import { openBudget } from './callBudget.ts'
import { createLearnerRefs } from './learnerRef.ts'
import { parseSignalBody } from './parseEnvelope.ts'
import { composeSignalCall, type DayAsk } from './signalAsk.ts'

/**
 * Asks one signal agent a question about the learner's day, with the retries, caps and breaker that every agent gets.
 * `occasion` names this asking: the tries share it, the next asking has its own. Never throws.
 */
export async function askAgent(
  agent: AgentName,
  ask: DayAsk,
  { occasion, budget_ms }: { occasion: string; budget_ms: number },
  ports: AgentPorts,
): Promise<AgentOutcome<Record<string, unknown>>> {
  const endpoint = ports.endpoints.signals[agent]
  const budget = openBudget(ports.timer, budget_ms, ask.deadline)
  try {
    const refOf = createLearnerRefs(ask.learner.user_id, ports.pairwise_secret)
    const call = composeSignalCall(agent, ask, endpoint, occasion, null, refOf(endpoint))
    return await callAgent(call, (text) => parseSignalBody(text, agent), ports, budget)
  } finally {
    budget.close()
  }
}
