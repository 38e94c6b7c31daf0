import type { OrchestratorEvent } from '../../client/mod.ts'
import { eventText } from '../text/eventText.ts'
import { instantText } from '../text/timeText.ts'

const SHOWN = 8

/** What happened last, newest first; new lines are read out as they come. */
export function EventList({ events, zone }: { events: OrchestratorEvent[]; zone: string }) {
  return (
    <section class='card' aria-labelledby='events-title'>
      <h2 id='events-title'>Events</h2>
      {events.length === 0 && <p class='fine'>Nothing has happened yet.</p>}
      <ol class='events' aria-live='polite' aria-relevant='additions'>
        {events.slice(-SHOWN).reverse().map((event) => (
          <li key={event.id}>
            <span>{eventText(event)}</span>
            <time class='fine' dateTime={event.occurred_at}>{instantText(event.occurred_at, zone)}</time>
          </li>
        ))}
      </ol>
    </section>
  )
}
