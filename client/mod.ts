// The front door: everything an application imports.
export { LearningOrchestrator } from './learningOrchestrator.ts'
export { OrchestratorError } from './orchestratorError.ts'
export type { ErrorCode, OrchestratorErrorCode, Reason } from './orchestratorError.ts'
export type { Outcome } from './outcome.ts'
export type { ClientPorts, DayRunOptions, Random, ReadOptions, Timer, WriteOptions } from './options.ts'
export type { EventSubscription, SubscribeOptions, SubscriptionStatus } from './subscriptionTypes.ts'
export type { ChannelLike, InvokeOptions, SupabaseLike } from './supabaseLike.ts'
export type {
  DayCompletion,
  DayDoneRequest,
  DayRunRequest,
  Depth,
  IntentMeta,
  IntentSyncRequest,
  OutlineItem,
} from './requests.ts'
export type {
  Completion,
  DayDoneResponse,
  DayRunResponse,
  IntentSyncResponse,
  SignalQuality,
  SignalState,
  StatusResponse,
} from './answers.ts'
export type { Plan, PlanObjective, PlanStep } from './plan.ts'
export type {
  AgentPayload,
  DayPayload,
  EventPayloads,
  EventsResponse,
  EventType,
  OrchestratorEvent,
} from './events.ts'
