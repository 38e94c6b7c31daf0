// The second door: quality sessions, for applications that use them.
export { QualitySessions } from './qualitySessions.ts'
export type {
  CancelSessionResponse,
  SessionCandidate,
  SessionEvent,
  SessionEventData,
  SessionFinal,
  SessionIssue,
  SessionMode,
  SessionStatusOptions,
  SessionStatusResponse,
  StartSessionRequest,
  StartSessionResponse,
  StreamSessionOptions,
  Variant,
} from './sessionTypes.ts'
