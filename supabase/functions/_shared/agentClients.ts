export type { AgentPorts } from './agents/agentPorts.ts'
export { type AgentState, createAgentState, listOpenBreakers } from './agents/agentState.ts'
export { callInstructor, type InstructorAsk, type InstructorOutcome } from './agents/callInstructor.ts'
export {
  type AgentEndpoint,
  type AgentEndpoints,
  IN_PROCESS_ROOT,
  resolveEndpoints,
} from './agents/endpoints.ts'
export { gatherSignals } from './agents/gatherSignals.ts'
export type { SignalAsk } from './agents/signalAsk.ts'
