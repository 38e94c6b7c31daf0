import { startStack } from '../support/stack.ts'
import type { Suite } from './suite.ts'
import { compareTravellers } from './trust/travellers.ts'
import { createRandom, withDatabase } from './trust/world.ts'
import { compareZones } from './trust/zones.ts'

const YEARS_FROM = 2024
const YEARS_TO = 2030

/** Dates, streaks and next runs against the database's own clock arithmetic. */
export const time: Suite = {
  name: 'time',
  weight: 1,
  async run({ seed, budgetMs, progress }) {
    const random = createRandom(seed)
    const stack = await startStack({ WISELY_DEV_CLOCK: '1' })
    try {
      return await withDatabase(stack.info.ADMIN_DB_URL, async (db) => {
        const startedAt = performance.now()
        progress('zones')
        const { rows, zones } = await compareZones(
          db,
          random,
          { from: YEARS_FROM, to: YEARS_TO },
          () => performance.now() - startedAt > budgetMs / 2,
        )
        progress('learners who move')
        const travels = await compareTravellers(
          stack.info,
          db,
          zones,
          random,
          () => performance.now() - startedAt > budgetMs,
        )
        return [...rows, ...travels]
      })
    } finally {
      await stack.stop()
    }
  },
}
