import type { SESSION_ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import type { Operation } from './operations.ts'
import { OF_WRITES } from './refusals.ts'

const RUN_REFUSALS = { NOT_FOUND: ['RUN_NOT_FOUND'] } as const

/** What the document says of function `session`; docs/sessions.md says it at length. */
export const SESSION_OPERATIONS: Record<keyof typeof SESSION_ROUTES, Operation> = {
  'session/start': {
    ids: { POST: 'startSession' },
    tag: 'Quality sessions',
    summary: 'Starts a quality session',
    description:
      'The session is stored and a worker takes it. Settings that the body leaves out are those stored with ' +
      'session/config, then those of the mode. With week and day the winner becomes the plan of that day. ' +
      'Unknown fields are refused. It counts as a day.run.',
    request: 'StartSessionRequest',
    answer: { schema: 'StartSessionResponse' },
    parameters: ['IdempotencyKey', 'XIdempotencyKey'],
    refusals: [OF_WRITES, { CONFLICT: ['TOO_MANY_RUNS'] }],
  },
  'session/config': {
    ids: { GET: 'getSessionConfig', PUT: 'putSessionConfig' },
    tag: 'Operation',
    summary: 'What holds for sessions that say nothing else',
    description: 'PUT replaces it; the next session that starts is the first to have it.',
    request: 'SessionConfig',
    answer: { schema: 'SessionConfig' },
    refusals: [{ UNAUTHORIZED: [], SERVICE_UNAVAILABLE: [] }],
  },
  'session/{id}': {
    ids: { GET: 'getSession', POST: 'postSession' },
    tag: 'Quality sessions',
    summary: 'The same as its status',
    description: 'Reads only.',
    query: 'SessionQuery',
    answer: { schema: 'SessionStatusResponse' },
    parameters: ['IfNoneMatch'],
    revalidated: true,
    refusals: [{ VALIDATION_ERROR: [] }, RUN_REFUSALS],
  },
  'session/{id}/status': {
    ids: { GET: 'getSessionStatus', POST: 'postSessionStatus' },
    tag: 'Quality sessions',
    summary: 'Tells how far a session is',
    description:
      'Reads only; events with a `seq` above `after`. The plan is in `meta.final` once there is one.',
    query: 'SessionQuery',
    answer: { schema: 'SessionStatusResponse' },
    parameters: ['IfNoneMatch'],
    revalidated: true,
    refusals: [{ VALIDATION_ERROR: [] }, RUN_REFUSALS],
  },
  'session/{id}/stream': {
    ids: { GET: 'streamSession' },
    tag: 'Quality sessions',
    summary: 'Tells a session as it happens',
    description:
      'Ends when the session rests, or after two minutes: come back with the last id as Last-Event-ID. ' +
      'A comment comes every 15 s.',
    query: 'SessionQuery',
    answer: { schema: 'SessionStream', type: 'text/event-stream; charset=utf-8' },
    parameters: ['LastEventId'],
    refusals: [{ VALIDATION_ERROR: [] }, RUN_REFUSALS],
  },
  'session/{id}/cancel': {
    ids: { POST: 'cancelSession' },
    tag: 'Quality sessions',
    summary: 'Stops a session for good',
    description: 'Calls under way are aborted; twice answers the same. Takes no rate-limit token.',
    answer: { schema: 'CancelSessionResponse' },
    refusals: [RUN_REFUSALS, { CONFLICT: ['RUN_ENDED'] }],
  },
  'session/{id}/callback': {
    ids: { POST: 'settleSessionScore' },
    tag: 'Operation',
    summary: 'Takes the later word of an outside scorer',
    description:
      'Signed as Standard Webhooks are. `settled` is false when the session no longer waits for a score: ' +
      'it was said before, came too late, or the session has ended.',
    request: 'CallbackRequest',
    answer: { schema: 'CallbackResponse' },
    parameters: ['WebhookId', 'WebhookTimestamp', 'WebhookSignature'],
    refusals: [{ UNAUTHORIZED: [], RATE_LIMITED: ['RATE_LIMITED'], SERVICE_UNAVAILABLE: [] }, RUN_REFUSALS],
  },
}
