import { composePlan } from '../../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { liveThrough } from '../../../unit/domain/learnerFixture.ts'
import { listIntents } from '../../plans/benchIntents.ts'
import { HISTORIES, reportsOf } from '../../plans/histories.ts'
import { median } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'

const DAYS = 30
const MOST_MS = 1

/** The built-in planner alone, over intents and histories of the plan bench. */
export const plannerSpeed: SpeedSuite = {
  name: 'planner',
  in_gate: false,
  run() {
    const inputs = listIntents('tuning').slice(0, 6).flatMap(({ intent }) =>
      HISTORIES.flatMap((history) =>
        liveThrough(intent, reportsOf(history, DAYS, 7), true).map(({ input }) => input)
      )
    )
    for (const input of inputs) composePlan(input)
    const times = inputs.map((input) => {
      const startedAt = performance.now()
      composePlan(input)
      return performance.now() - startedAt
    })
    const sorted = times.toSorted((a, b) => a - b)
    const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
    return Promise.resolve({
      rows: [{
        name: `planner, ${inputs.length} plans`,
        figure: `median ${median(times).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
        target: `median < ${MOST_MS} ms`,
        met: median(times) < MOST_MS,
      }],
      explanation: [],
    })
  },
}
