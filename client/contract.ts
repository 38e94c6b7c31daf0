// Types only: nothing of the contract's code, zod included, reaches an application's bundle.
import type { DayDoneRequest } from '../supabase/functions/_shared/contract/dayDone.ts'

export type {
  /** Body of day.done. */
  DayDoneRequest,
  /** Answer of day.done. */
  DayDoneResponse,
} from '../supabase/functions/_shared/contract/dayDone.ts'
export type {
  /** Body of day.run. */
  DayRunRequest,
  /** Answer of day.run. */
  DayRunResponse,
} from '../supabase/functions/_shared/contract/dayRun.ts'
export type {
  /** Every code the API itself answers. */
  ErrorCode,
} from '../supabase/functions/_shared/contract/errors.ts'
export type {
  /** One page of events. */
  EventsResponse,
  /** The names of the events. */
  EventType,
  /** Something that happened to the learner, ids and numbers only. */
  OrchestratorEvent,
} from '../supabase/functions/_shared/contract/events.ts'
export type {
  /** Body of intent.sync. */
  IntentSyncRequest,
  /** Answer of intent.sync. */
  IntentSyncResponse,
} from '../supabase/functions/_shared/contract/intentSync.ts'
export type {
  /** A source of randomness, 0 <= n < 1. */
  Random,
  /** A clock with waits and deadlines. */
  Timer,
} from '../supabase/functions/_shared/contract/ports.ts'
export type {
  /** Answer of status. */
  StatusResponse,
} from '../supabase/functions/_shared/contract/status.ts'

/** What a learner says about a finished day; the session is named separately. */
export type DayCompletion = Omit<DayDoneRequest, 'session_id'>
