import { MODEL_CONTRACT, type ModelAnswer, type ModelRequest } from '../contract/model.ts'
import { MODEL_TRY_MS } from '../domain/limits.ts'
import type { FailureReason } from '../domain/signalQuality.ts'
import type { AgentPorts } from './agentPorts.ts'
import { callAgent } from './callAgent.ts'
import { openBudget } from './callBudget.ts'
import type { AgentEndpoint } from './endpoints.ts'
import { parseModelBody } from './parseEnvelope.ts'

export type ModelAsk = Omit<ModelRequest, 'contract'> & {
  /** The same at every try, and when another worker asks again. */
  idempotency_key: string
  request_id: string
  traceparent: string
  budget_ms: number
  signal: AbortSignal
}

export type ModelOutcome =
  | { kind: 'answered'; data: ModelAnswer; attempts: number }
  | { kind: 'failed'; reason: FailureReason; attempts: number }

/** Asks the configured model once, with the retries, caps and breaker that every agent gets. Never throws. */
export async function askModel(
  endpoint: AgentEndpoint,
  ask: ModelAsk,
  ports: AgentPorts,
): Promise<ModelOutcome> {
  const { idempotency_key, request_id, traceparent, budget_ms, signal, ...rest } = ask
  const request: ModelRequest = { contract: MODEL_CONTRACT, ...rest }
  const budget = openBudget(ports.timer, budget_ms, signal)
  try {
    const outcome = await callAgent(
      {
        endpoint,
        url: endpoint.root,
        body: () => request,
        validator: null,
        try_ms: MODEL_TRY_MS,
        idempotency_key,
        request_id,
        traceparent,
      },
      parseModelBody,
      ports,
      budget,
    )
    if (outcome.kind === 'answered') {
      return { kind: 'answered', data: outcome.data, attempts: outcome.attempts }
    }
    const reason = outcome.kind === 'failed' ? outcome.reason : 'bad_schema'
    return { kind: 'failed', reason, attempts: outcome.attempts }
  } finally {
    budget.close()
  }
}
