// The front door: everything an application imports.
export { LearningOrchestrator } from './learningOrchestrator.ts'
export { OrchestratorError } from './orchestratorError.ts'
export type { OrchestratorErrorCode } from './orchestratorError.ts'
export type { ClientPorts, DayRunOptions, ReadOptions, WriteOptions } from './options.ts'
export type { EventSubscription, SubscribeOptions, SubscriptionStatus } from './subscriptionTypes.ts'
export type { ChannelLike, InvokeOptions, SupabaseLike } from './supabaseLike.ts'
export type {
  DayCompletion,
  DayDoneRequest,
  DayDoneResponse,
  DayRunRequest,
  DayRunResponse,
  EventsResponse,
  EventType,
  IntentSyncRequest,
  IntentSyncResponse,
  OrchestratorEvent,
  StatusResponse,
} from './contract.ts'
