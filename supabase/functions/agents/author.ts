import type { AgentRequest, InstructorRequest, Participant } from '../_shared/contract/agentMessages.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'

/** Tokens as the provider counted them; goes into the envelope's `meta.usage`. */
export type Usage = { input_tokens: number; output_tokens: number; model: string }

/**
 * Why a model gave nothing that may be used. `deadline`: no time for it, or it took too long. `budget`: a token cap is
 * used up. `bad_output`: cut off, junk, or against the rules. `refused`: the model would not. `misconfigured`: the
 * provider refuses the request itself, such as a wrong key.
 */
export type AuthorFailure =
  | 'deadline'
  | 'budget'
  | 'rate_limited'
  | 'bad_output'
  | 'refused'
  | 'unreachable'
  | 'misconfigured'

export type Written<T> =
  | { kind: 'written'; data: T; usage: Usage | null }
  /** The twin's answer is the answer: nothing in it is for a model to write. */
  | { kind: 'nothing_to_write' }
  | { kind: 'failed'; failure: AuthorFailure; usage: Usage | null; retry_after: string | null }

/** Whoever writes for some of the agents in place of their rules. Never throws. */
export type Author = {
  writesFor(participant: Participant): boolean
  /** Version of an agent that is written for; 64 characters at most. */
  version: string
  /** `twin` is what the agent's rules say: facts come from it, only words may be the author's. */
  writeSignal(
    agent: AgentName,
    ask: AgentRequest,
    twin: Record<string, unknown>,
    leftMs: number,
  ): Promise<Written<Record<string, unknown>>>
  writePlan(ask: InstructorRequest, leftMs: number): Promise<Written<Record<string, unknown>>>
}
