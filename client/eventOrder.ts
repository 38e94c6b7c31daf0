import type { EventsResponse, OrchestratorEvent } from './events.ts'

/** Puts live and replayed events into one order. */
export type EventOrder = {
  /** Takes a live event; false when events before it are missing. */
  takeLive(event: OrchestratorEvent): boolean
  /** Takes a page of the record, which is complete up to its `next_after`. */
  takePage(page: EventsResponse): void
  /** True while a live event waits for one before it. */
  hasGap(): boolean
  /** Drops the waiting events: the record does not know them. */
  forgetWaiting(): void
  lastSeq(): number
}

/**
 * Delivers each `seq` once and in rising order. A learner's `seq` is unique and without gaps, so the next live event
 * is exactly one higher; a page may skip numbers, because old events are pruned.
 */
export function createEventOrder(
  after: number,
  deliver: (event: OrchestratorEvent) => void,
): EventOrder {
  let last = after
  const waiting = new Map<number, OrchestratorEvent>()

  function advanceTo(seq: number) {
    last = seq
    for (const waitingSeq of waiting.keys()) {
      if (waitingSeq <= last) waiting.delete(waitingSeq)
    }
  }

  function take(event: OrchestratorEvent) {
    if (event.seq <= last) return
    // Before delivering: a listener that reads lastSeq sees the event it was given.
    advanceTo(event.seq)
    deliver(event)
  }

  function takeWaiting() {
    for (
      let next = waiting.get(last + 1);
      next !== undefined;
      next = waiting.get(last + 1)
    ) take(next)
  }

  return {
    takeLive(event) {
      if (event.seq > last) waiting.set(event.seq, event)
      takeWaiting()
      return waiting.size === 0
    },
    takePage(page) {
      for (const event of page.events) take(event)
      if (page.next_after > last) advanceTo(page.next_after)
      takeWaiting()
    },
    hasGap: () => waiting.size > 0,
    forgetWaiting: () => waiting.clear(),
    lastSeq: () => last,
  }
}
