import { AGENT_NAMES } from '../../../../supabase/functions/_shared/contract/primitives.ts'
import { median } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'

const AGENT_MS = { clo: 20, alex: 40, ta: 60, socratic: 80 }
const SLOWEST_MS = 80
const ALLOWED_MS = 5

/** day.run with nothing cached: it may take as long as the slowest agent, the two trips, and little more. */
export const coldDay: SpeedSuite = {
  name: 'cold-day',
  in_gate: false,
  async run(world, size, progress) {
    const agents = await world.start('test/bench/peers/slowAgents.ts', {
      WISELY_BENCH_AGENT_MS: JSON.stringify(AGENT_MS),
    })
    const urls = Object.fromEntries(
      AGENT_NAMES.flatMap((name) => [
        [`WISELY_AGENT_${name.toUpperCase()}_URL`, agents.origin],
        [`WISELY_AGENT_${name.toUpperCase()}_METHOD`, 'post'],
      ]),
    )
    const product = await world.startProduct(urls)
    const totals: number[] = []
    const databaseMs: number[] = []
    const calls = size.rounds * 8
    for (let at = 0; at < calls + 3; at += 1) {
      progress(`call ${at}/${calls}`)
      const startedAt = performance.now()
      const response = await fetch(`${product.origin}/orchestrator/day.run`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.learners[at % world.learners.length]?.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ force_refresh: true }),
      })
      const answer = await response.json()
      const took = performance.now() - startedAt
      if (response.status !== 200 || answer.cache_misses !== 4) {
        throw new Error(`Cold day: ${response.status} ${JSON.stringify(answer).slice(0, 300)}`)
      }
      if (at < 3) continue
      totals.push(took)
      databaseMs.push(Number(/db;dur=([\d.]+)/.exec(response.headers.get('server-timing') ?? '')?.[1] ?? 0))
    }
    const over = median(totals.map((total, at) => total - SLOWEST_MS - (databaseMs[at] ?? 0)))
    return {
      rows: [{
        name: 'day.run with four calls over the slowest agent and the two trips',
        figure: `${over.toFixed(1)} ms`,
        target: `<= ${ALLOWED_MS} ms`,
        met: over <= ALLOWED_MS,
      }],
      explanation: [
        '### day.run, nothing cached',
        '',
        `The agents answer after ${
          Object.values(AGENT_MS).join(', ')
        } ms; one after the other they would take ${
          Object.values(AGENT_MS).reduce((sum, ms) => sum + ms, 0)
        } ms. Median of ${totals.length} calls: ${median(totals).toFixed(1)} ms, of which ${
          median(databaseMs).toFixed(1)
        } ms in the two trips; the slowest call took ${Math.max(...totals).toFixed(1)} ms.`,
      ],
    }
  },
}
