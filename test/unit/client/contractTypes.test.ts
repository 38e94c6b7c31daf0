import { expect, it } from 'vitest'
import type { z } from 'zod'
import type * as client from '../../../client/mod.ts'
import type * as sessions from '../../../client/sessions.ts'
import type { DayDoneRequest, DayDoneResponse } from '../../../supabase/functions/_shared/contract/dayDone.ts'
import type { DayRunRequest, DayRunResponse } from '../../../supabase/functions/_shared/contract/dayRun.ts'
import type { ErrorCode, Reason } from '../../../supabase/functions/_shared/contract/errors.ts'
import type { EventsResponse } from '../../../supabase/functions/_shared/contract/events.ts'
import type {
  IntentSyncRequest,
  IntentSyncResponse,
} from '../../../supabase/functions/_shared/contract/intentSync.ts'
import type {
  cancelSessionResponseSchema,
  SessionStatusResponse,
  startSessionRequestSchema,
  startSessionResponseSchema,
} from '../../../supabase/functions/_shared/contract/session.ts'
import type { SessionEvent } from '../../../supabase/functions/_shared/contract/sessionEvents.ts'
import type { StatusResponse } from '../../../supabase/functions/_shared/contract/status.ts'

// The client says the contract's types again, with words and without zod, so that an application needs neither. Here
// the compiler holds the two together: a field added, renamed, widened or made optional on one side fails `tsc`.

/** One object type for each intersection, so that only what is in it counts. */
type Flat<Value> = Value extends (infer Item)[] ? Flat<Item>[]
  : Value extends object ? { [Key in keyof Value]: Flat<Value[Key]> }
  : Value

type Same<Left, Right> = (<T>() => T extends Flat<Left> ? 1 : 2) extends
  (<T>() => T extends Flat<Right> ? 1 : 2) ? true : false

const pairs: {
  intentSyncRequest: Same<client.IntentSyncRequest, IntentSyncRequest>
  intentSyncResponse: Same<client.IntentSyncResponse, IntentSyncResponse>
  dayRunRequest: Same<client.DayRunRequest, DayRunRequest>
  dayRunResponse: Same<client.DayRunResponse, DayRunResponse>
  dayDoneRequest: Same<client.DayDoneRequest, DayDoneRequest>
  dayDoneResponse: Same<client.DayDoneResponse, DayDoneResponse>
  statusResponse: Same<client.StatusResponse, StatusResponse>
  eventsResponse: Same<client.EventsResponse, EventsResponse>
  errorCode: Same<client.ErrorCode, ErrorCode>
  reason: Same<client.Reason, Reason>
  startSessionRequest: Same<sessions.StartSessionRequest, z.input<typeof startSessionRequestSchema>>
  startSessionResponse: Same<sessions.StartSessionResponse, z.infer<typeof startSessionResponseSchema>>
  sessionStatus: Same<sessions.SessionStatusResponse['meta'], SessionStatusResponse['meta']>
  cancelSessionResponse: Same<sessions.CancelSessionResponse, z.infer<typeof cancelSessionResponseSchema>>
  sessionEvent: Same<sessions.SessionEvent, SessionEvent>
} = {
  intentSyncRequest: true,
  intentSyncResponse: true,
  dayRunRequest: true,
  dayRunResponse: true,
  dayDoneRequest: true,
  dayDoneResponse: true,
  statusResponse: true,
  eventsResponse: true,
  errorCode: true,
  reason: true,
  startSessionRequest: true,
  startSessionResponse: true,
  sessionStatus: true,
  cancelSessionResponse: true,
  sessionEvent: true,
}

/** The comparison itself must be able to fail. */
const differences: {
  optional: Same<{ a: string }, { a?: string }>
  added: Same<{ a: string }, { a: string; b: string }>
  wider: Same<{ a: { b: string | null }[] }, { a: { b: string }[] }>
} = { optional: false, added: false, wider: false }

it('the client and the contract say the same types', () => {
  expect([...Object.values(pairs), ...Object.values(differences)]).toHaveLength(
    18,
  )
})
