import type { Fetch, Log, Random, Send, Timer } from '../contract/ports.ts'
import type { AgentState } from './agentState.ts'
import type { AgentEndpoints } from './endpoints.ts'

/** Everything talking to agents needs from outside. */
export type AgentPorts = {
  fetch: Send
  /** The built-in agents' own `fetch`; it trusts its caller, no token is sent. */
  inProcess: Fetch
  timer: Timer
  random: Random
  state: AgentState
  endpoints: AgentEndpoints
  /** Key of the learners' pseudonyms; must not be empty. */
  pairwise_secret: string
  log: Log
}
