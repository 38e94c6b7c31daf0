import { eventsQuerySchema } from '../_shared/contract/events.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'

export type EventsPorts = { store: LearnerStore; timer: Timer }

/** The learner's own events after a cursor, in commit order: what a subscriber reads after it was away. */
export async function events(call: Call, ports: EventsPorts): Promise<Answer> {
  const query = parseRequest('list events', eventsQuerySchema, Object.fromEntries(call.query))

  const fact = accept(
    call,
    await timed(
      call.trail,
      'db',
      ports.timer.now,
      () => ports.store.loadEvents(call.claims, query.after, query.limit),
    ),
  )

  return {
    body: {
      events: fact.events,
      next_after: fact.next_after,
      has_more: fact.has_more,
    },
  }
}
