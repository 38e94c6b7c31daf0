import type { EventsResponse } from './events.ts'
import type { EventOrder } from './eventOrder.ts'

/** Events per request, the most the route gives. */
export const PAGE_SIZE = 500
/** Complete readings of the record after which a live event that it lacks counts as forged. */
const MOST_FRUITLESS_READINGS = 3

/** What a gap filler reads from, waits with and reports to. */
export type GapFillerPorts = {
  order: EventOrder
  readPage(after: number, limit: number): Promise<EventsResponse>
  /** Waits before try number `triesMade + 1`; rejects when the subscription ends. */
  pause(triesMade: number): Promise<void>
  onFilled(): void
  onFailure(error: unknown): void
}

/** Reads the record from the last delivered event to its end; calls during a reading share it and one more. */
export function createGapFiller(ports: GapFillerPorts): () => Promise<void> {
  const { order, pause } = ports
  let wanted = false
  let running: Promise<void> | null = null

  async function readToEnd() {
    for (let more = true; more;) {
      const before = order.lastSeq()
      const page = await ports.readPage(before, PAGE_SIZE)
      order.takePage(page)
      // A page that does not move the cursor would be asked for ever.
      more = page.has_more && order.lastSeq() > before
    }
  }

  async function readUntilWhole() {
    let failures = 0
    let fruitless = 0
    while (wanted) {
      wanted = false
      try {
        await readToEnd()
      } catch (error) {
        wanted = true
        ports.onFailure(error)
        await pause(++failures)
        continue
      }
      // A live event that came during the reading may be newer than what was read: `wanted` is set again.
      if (wanted || !order.hasGap()) continue
      // The record may be a moment behind the broadcast (a read replica); the record has the last word.
      if (++fruitless >= MOST_FRUITLESS_READINGS) order.forgetWaiting()
      else await pause(fruitless)
      wanted = order.hasGap()
    }
    ports.onFilled()
  }

  return () => {
    wanted = true
    running ??= readUntilWhole().finally(() => running = null)
    return running
  }
}
