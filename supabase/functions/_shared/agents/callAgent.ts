import { nextWait } from '../domain/backoff.ts'
import { BACKOFF_MS, CALL_CEILING_MS, MIN_TRY_MS } from '../domain/limits.ts'
import type { FailureReason } from '../domain/signalQuality.ts'
import type { AgentPorts } from './agentPorts.ts'
import { type AgentCall, composeRequest } from './agentRequest.ts'
import {
  type AgentMemory,
  coolDown,
  endTry,
  payRetry,
  recallAgent,
  startTry,
  takeOutgoing,
} from './agentState.ts'
import type { CallBudget } from './callBudget.ts'
import type { AgentEndpoint } from './endpoints.ts'
import { judgeReply } from './judgeReply.ts'
import type { EnvelopeReading } from './parseEnvelope.ts'
import { remarkOn } from './remarkOn.ts'
import { receiveReply } from './receiveReply.ts'
import { failTry, type TryFailure, type TryOutcome } from './tryOutcome.ts'

/** How a call with all its tries ended. `attempts` 0: no request went out. */
export type AgentOutcome<T> =
  & { attempts: number; ms: number }
  & (Exclude<TryOutcome<T>, TryFailure> | { kind: 'failed'; reason: FailureReason; remember: boolean })

/** Why no try may start now, or null. Taken in this order, a refused try costs nothing. */
function findObstacle(
  endpoint: AgentEndpoint,
  memory: AgentMemory,
  budget: CallBudget,
  now: number,
): TryFailure | null {
  if (budget.signal.aborted || budget.ends_at - now < MIN_TRY_MS) return failTry('DEADLINE')
  if (now < memory.cool_until) return failTry('RATE_LIMIT', { detail: 'cooling down' })
  if (!startTry(memory, now)) return failTry('CIRCUIT_OPEN')
  // The limit spares other people's servers; agents in this process are not out there.
  if (endpoint.transport === 'in_process' || takeOutgoing(memory, now)) return null
  endTry(memory, 'neutral', now)
  return failTry('RATE_LIMIT', { detail: 'outgoing limit' })
}

async function callOnce<T>(
  call: AgentCall,
  validator: string | null,
  parse: (text: string) => EnvelopeReading<T>,
  ports: AgentPorts,
  budget: CallBudget,
): Promise<TryOutcome<T>> {
  const limitMs = Math.min(call.try_ms ?? CALL_CEILING_MS, budget.ends_at - ports.timer.now())
  const limit = ports.timer.deadline(limitMs, budget.signal)
  try {
    const request = composeRequest(call, validator, limitMs, limit.signal)
    const answer = call.endpoint.transport === 'in_process'
      ? ports.inProcess(new Request(call.url, request))
      : ports.fetch(call.url, request)
    const reply = await receiveReply(answer, limit.signal)
    return 'kind' in reply ? reply : judgeReply(reply, parse, ports.timer.now())
  } finally {
    limit.cancel()
  }
}

/** Notes a try's end in the isolate's memory: breaker, retry budget, agent version, cool-down. */
function recordTry(outcome: TryOutcome<unknown>, triesMade: number, memory: AgentMemory, now: number): void {
  endTry(memory, outcome.kind === 'failed' ? outcome.breaker : 'success', now)
  if (outcome.kind !== 'failed') {
    memory.version = outcome.agent_version ?? memory.version
    return
  }
  const pause = outcome.code === 'RATE_LIMIT' ? BACKOFF_MS[triesMade - 1] ?? 0 : 0
  const coolMs = outcome.retry_after_ms ?? pause
  if (coolMs > 0) coolDown(memory, coolMs, now)
}

/** Waits for the next try; false when there must be none. */
async function waitForNextTry(
  failure: TryFailure,
  triesMade: number,
  memory: AgentMemory,
  ports: AgentPorts,
  budget: CallBudget,
): Promise<boolean> {
  const now = ports.timer.now()
  // Another call may have learned of a longer cool-down meanwhile.
  const floor = Math.max(failure.retry_after_ms ?? 0, memory.cool_until - now)
  const refusal = { retryable: failure.retryable, retry_after_ms: floor }
  const waitMs = nextWait(refusal, triesMade, budget.ends_at - now, ports.random)
  if (waitMs === null || !payRetry(memory, failure.code === 'TIMEOUT')) return false
  try {
    // Timers may fire a millisecond early, and the cool-down may have grown meanwhile: the floor is kept exactly.
    for (let restMs = waitMs; restMs > 0; restMs = memory.cool_until - ports.timer.now()) {
      if (restMs > budget.ends_at - ports.timer.now() - MIN_TRY_MS) return false
      await ports.timer.sleep(restMs, budget.signal)
    }
    return true
  } catch {
    return false
  }
}

/**
 * Asks an agent until it answers, refuses for good, or the budget is too short for another try. Every try and wait
 * happens inside the budget; nothing is thrown.
 */
export async function callAgent<T>(
  call: AgentCall,
  parse: (text: string) => EnvelopeReading<T>,
  ports: AgentPorts,
  budget: CallBudget,
): Promise<AgentOutcome<T>> {
  const startedAt = ports.timer.now()
  const memory = recallAgent(ports.state, call.endpoint, startedAt)
  const validator = call.validator
  let attempts = 0
  let hasAskedPlainly = false
  let last: TryFailure | null = null

  const fail = (failure: TryFailure): AgentOutcome<T> => ({
    kind: 'failed',
    reason: failure.reason,
    // A caller who left, or a budget that was gone before the first try, is no failure of the agent.
    remember: attempts > 0 && (failure.code !== 'DEADLINE' || failure.http_status !== null),
    attempts,
    ms: ports.timer.now() - startedAt,
  })

  while (true) {
    const obstacle = findObstacle(call.endpoint, memory, budget, ports.timer.now())
    if (obstacle !== null) return fail(last ?? obstacle)

    attempts += 1
    let outcome = await callOnce(call, validator, parse, ports, budget)
    if (outcome.kind === 'not_modified' && validator === null) {
      outcome = failTry('BAD_SCHEMA', { detail: 'not modified, yet nothing to compare with was sent' })
      // An intermediary may have answered for another caller: ask once more before it counts.
      if (!hasAskedPlainly) {
        hasAskedPlainly = true
        endTry(memory, 'neutral', ports.timer.now())
        continue
      }
    }
    recordTry(outcome, attempts, memory, ports.timer.now())
    remarkOn(outcome, call, memory, ports)
    if (outcome.kind !== 'failed') return { ...outcome, attempts, ms: ports.timer.now() - startedAt }

    last = outcome
    if (!await waitForNextTry(last, attempts, memory, ports, budget)) return fail(last)
  }
}
