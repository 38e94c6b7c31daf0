import type { EventsResponse } from './events.ts'
import { PAGE_SIZE } from './gapFiller.ts'

/** The record and what happens when it does not answer. */
export type NewestPorts = {
  readPage(after: number, limit: number): Promise<EventsResponse>
  /** Waits before try number `triesMade + 1`; rejects when the subscription ends. */
  pause(triesMade: number): Promise<void>
  onFailure(error: unknown): void
}

/** The cursor behind the newest event; the record has no shorter way there than through its pages. */
export async function findNewest(ports: NewestPorts): Promise<number> {
  for (let after = 0, failures = 0;;) {
    try {
      const page = await ports.readPage(after, PAGE_SIZE)
      if (!page.has_more || page.next_after <= after) return page.next_after
      after = page.next_after
    } catch (error) {
      ports.onFailure(error)
      await ports.pause(++failures)
    }
  }
}
