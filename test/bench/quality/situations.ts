import type { Situation } from '../../../supabase/functions/_shared/quality/situation.ts'
import { liveThrough } from '../../unit/domain/learnerFixture.ts'
import { listIntents, SETS } from '../plans/benchIntents.ts'
import { HISTORIES, reportsOf } from '../plans/histories.ts'
import { contextOfLived } from '../plans/runBench.ts'

export type BenchSituation = { id: string; situation: Situation }

const PER_SET = 15
const LONGEST_DAYS = 12

/** Thirty days of thirty learners: both sets of intents evenly, all histories, from the first day to the twelfth. */
export function listSituations(seed = 20261121): BenchSituation[] {
  return SETS.flatMap((set) => {
    const intents = listIntents(set)
    return Array.from({ length: PER_SET }, (_, index): BenchSituation => {
      const chosen = intents[Math.floor((index * intents.length) / PER_SET)]
      const history = HISTORIES[index % HISTORIES.length] ?? 'steady'
      if (chosen === undefined) throw new Error(`Cannot make situations: the set ${set} is too small`)
      const days = 1 + (5 * index) % LONGEST_DAYS
      const lived = liveThrough(chosen.intent, reportsOf(history, days, seed + index))
      const day = lived.at(-1)
      if (day === undefined) throw new Error('Cannot make a situation: no day was lived')
      const before = lived.slice(0, -1).map(({ plan }) => plan)
      return {
        id: `${chosen.id}, ${history}, day ${days}`,
        situation: { input: day.input, baseline: day.plan, context: contextOfLived(day, before) },
      }
    })
  })
}
