import type { AgentEndpoint, AgentEndpoints } from './endpoints.ts'
import { type Breaker, CLOSED_BREAKER, decideGate, nextAfterEnd, nextAfterStart } from '../domain/breaker.ts'
import { clampDelay } from '../domain/retryAfter.ts'
import { RETRY_BUDGET } from '../domain/limits.ts'

/** What one isolate remembers of one agent; hints that may vanish with the isolate, never the record. */
export type AgentMemory = {
  breaker: Breaker
  /** No call before this, by the isolate's clock. */
  cool_until: number
  retry_tokens: number
  /** Calls left of the bucket; null when calls are not counted. */
  outgoing: { tokens: number; at: number; per_min: number } | null
  /** The agent version seen last; an entry of another version is revalidated. */
  version: string | null
  /** When each kind of remark was logged last, so that a broken agent does not flood the log. */
  remarked_at: Map<string, number>
}

/** Memory by agent and root; made once by the composition root. */
export type AgentState = Map<string, AgentMemory> & { calls_per_min: number | null }

/** Starts with closed breakers and full buckets of `callsPerMin` outgoing calls per agent; null: not counted. */
export function createAgentState(callsPerMin: number | null = null): AgentState {
  return Object.assign(new Map<string, AgentMemory>(), { calls_per_min: callsPerMin })
}

/** The memory of one agent, created on first use. */
export function recallAgent(state: AgentState, endpoint: AgentEndpoint, now: number): AgentMemory {
  const key = `${endpoint.agent} ${endpoint.root}`
  const known = state.get(key)
  if (known !== undefined) return known
  const perMin = state.calls_per_min
  const memory: AgentMemory = {
    breaker: CLOSED_BREAKER,
    cool_until: 0,
    retry_tokens: RETRY_BUDGET.capacity,
    outgoing: perMin === null ? null : { tokens: perMin, at: now, per_min: perMin },
    version: null,
    remarked_at: new Map(),
  }
  state.set(key, memory)
  return memory
}

/** Takes one outgoing call from the per-minute bucket; false when it is empty. */
export function takeOutgoing(memory: AgentMemory, now: number): boolean {
  if (memory.outgoing === null) return true
  const { tokens: left, at, per_min } = memory.outgoing
  const tokens = Math.min(per_min, left + Math.max(0, now - at) * (per_min / 60_000))
  const isTaken = tokens >= 1
  memory.outgoing = { tokens: isTaken ? tokens - 1 : tokens, at: now, per_min }
  return isTaken
}

/** Pays for one retry; false when the agent has cost too many retries already. */
export function payRetry(memory: AgentMemory, afterTimeout: boolean): boolean {
  const cost = afterTimeout ? RETRY_BUDGET.timeout_cost : RETRY_BUDGET.retry_cost
  if (memory.retry_tokens < cost) return false
  memory.retry_tokens -= cost
  return true
}

/** No call before `delayMs` have passed; a shorter wish does not shorten a longer one. */
export function coolDown(memory: AgentMemory, delayMs: number, now: number): void {
  memory.cool_until = Math.max(memory.cool_until, now + (clampDelay(delayMs) ?? 0))
}

/** Notes that a try goes out; false when the breaker refuses it. */
export function startTry(memory: AgentMemory, now: number): boolean {
  if (decideGate(memory.breaker, now) === 'open') return false
  memory.breaker = nextAfterStart(memory.breaker, now)
  return true
}

/** Notes how a try ended. */
export function endTry(memory: AgentMemory, end: 'success' | 'failure' | 'neutral', now: number): void {
  memory.breaker = nextAfterEnd(memory.breaker, end, now)
  if (end === 'success') {
    memory.retry_tokens = Math.min(RETRY_BUDGET.capacity, memory.retry_tokens + RETRY_BUDGET.success_gain)
  }
}

/** Names of the agents whose breaker refuses calls now, for the health answer. */
export function listOpenBreakers(state: AgentState, endpoints: AgentEndpoints, now: number): string[] {
  const all = [...Object.values(endpoints.signals), ...(endpoints.instructor ? [endpoints.instructor] : [])]
  return all.filter((endpoint) => decideGate(recallAgent(state, endpoint, now).breaker, now) === 'open')
    .map((endpoint) => endpoint.agent)
}
