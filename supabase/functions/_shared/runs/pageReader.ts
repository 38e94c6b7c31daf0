import type { RefusedFact } from '../contract/facts.ts'
import type { RunPage } from '../contract/runs.ts'
import type { PageAsk } from '../store/runStore.ts'

export type ReadPage = (ask: PageAsk) => Promise<RunPage | RefusedFact>

type Waiting = {
  ask: PageAsk
  resolve: (page: RunPage | RefusedFact) => void
  reject: (error: unknown) => void
}

/**
 * One statement at a time, what is asked for meanwhile together in the next: fifty streams that are woken together cost
 * two trips, and not the whole pool.
 */
export function createPageReader(
  readPages: (asks: PageAsk[]) => Promise<(RunPage | RefusedFact)[]>,
): ReadPage {
  let waiting: Waiting[] = []
  let isReading = false

  async function drain(): Promise<void> {
    isReading = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const pages = await readPages(batch.map(({ ask }) => ask))
        for (const [at, { resolve, reject }] of batch.entries()) {
          const page = pages[at]
          if (page === undefined) reject(new Error('Cannot read events: an answer is missing'))
          else resolve(page)
        }
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isReading = false
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject })
      if (!isReading) void drain()
    })
}
