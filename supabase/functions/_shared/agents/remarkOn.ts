import type { LogLevel } from '../contract/ports.ts'
import { REMARK_EVERY_MS } from '../domain/limits.ts'
import type { AgentPorts } from './agentPorts.ts'
import type { AgentCall } from './agentRequest.ts'
import type { AgentMemory } from './agentState.ts'
import type { TryOutcome } from './tryOutcome.ts'

type Remark = { level: LogLevel; event: string }

function findRemark(outcome: TryOutcome<unknown>): Remark | null {
  if (outcome.kind === 'answered') {
    // The agent's own fallback: its answer counts, and our degraded mode stays what it is.
    if (outcome.degraded) return { level: 'info', event: 'agent_answers_degraded' }
    return outcome.strict ? null : { level: 'debug', event: 'agent_answer_without_contract' }
  }
  if (outcome.kind === 'not_modified') return null
  // Only the operator can cure a refused token: this is the line to alert on.
  if (outcome.code === 'UNAUTHORIZED') return { level: 'error', event: 'agent_refuses_our_token' }
  if (['BAD_SCHEMA', 'TOO_LARGE', 'UNSUPPORTED_VERSION'].includes(outcome.code)) {
    return { level: 'warn', event: 'agent_breaks_contract' }
  }
  return outcome.agent_error === null ? null : { level: 'debug', event: 'agent_error' }
}

/**
 * Logs what an operator should know of a try, each remark at most once a minute per agent: the outcome itself goes
 * into the request's own log line. The agent's words appear at debug level only, they may quote the learner.
 */
export function remarkOn(
  outcome: TryOutcome<unknown>,
  call: AgentCall,
  memory: AgentMemory,
  ports: AgentPorts,
): void {
  const remark = findRemark(outcome)
  if (remark === null) return
  const now = ports.timer.now()
  const lastAt = memory.remarked_at.get(remark.event)
  if (lastAt !== undefined && now - lastAt < REMARK_EVERY_MS) return
  memory.remarked_at.set(remark.event, now)

  const fields: Record<string, unknown> = {
    event: remark.event,
    agent: call.endpoint.agent,
    request_id: call.request_id,
  }
  if (outcome.kind === 'failed') {
    fields['code'] = outcome.code
    fields['http_status'] = outcome.http_status
    fields['detail'] = outcome.detail
    if (remark.level === 'debug') fields['agent_error'] = outcome.agent_error
  }
  ports.log(remark.level, fields)
}
