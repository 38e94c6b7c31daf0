import { prepare } from '../loadJob.ts'
import { readRssMb } from '../processFigures.ts'
import type { SpeedSuite } from '../suite.ts'
import { statusRequest } from '../world.ts'

const STEPS = 10
/** What one isolate may hold, of the 256 MB it is given. */
const MOST_MB = 128
/** A leak of one kilobyte per request would be 1000. */
const SLOPE_MAX_MB_PER_MILLION = 100

/** Memory of the function process over many requests: what it keeps per request is its slope. */
export const memory: SpeedSuite = {
  name: 'memory',
  in_gate: false,
  async run(world, size, progress) {
    const product = await world.startProduct()
    const requests = world.learners.flatMap(({ token }, at) => [
      ...Array.from({ length: 9 }, () => statusRequest(token)),
      prepare('intent.sync', {
        method: 'POST',
        path: '/orchestrator/intent.sync',
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': `memory-${at}` },
        body: {
          topic: 'Machine Learning',
          depth: 'informed',
          end_goal: 'Build production ML models',
          time_per_day_min: 60,
        },
      }),
    ])
    const count = Math.ceil(size.memory_requests / STEPS)
    const rss: number[] = [readRssMb(product.pid)]
    let errors = 0
    for (let step = 0; step < STEPS; step += 1) {
      progress(`${step * count}/${size.memory_requests} requests`)
      const sample = await world.load(product, { requests, count })
      errors += sample.errors
      rss.push(readRssMb(product.pid))
    }
    // The first half fills caches and lets the heap find its size.
    const half = rss.slice(STEPS / 2)
    const slope = slopeOf(half) / count * 1e6
    const end = rss.at(-1) ?? 0
    return {
      rows: [{
        name: `memory of the function process over ${size.memory_requests} requests`,
        figure: `${end.toFixed(0)} MB, slope ${slope.toFixed(0)} MB per million, ${errors} errors`,
        target: `<= ${MOST_MB} MB, slope <= ${SLOPE_MAX_MB_PER_MILLION}`,
        met: end <= MOST_MB && slope <= SLOPE_MAX_MB_PER_MILLION && errors === 0,
      }],
      explanation: [
        '### Memory',
        '',
        `Resident MB at the start and after each tenth of ${size.memory_requests} requests (90 % status, 10 % intent.sync): ${
          rss.map((mb) => mb.toFixed(0)).join(', ')
        }. The slope is that of the second half.`,
      ],
    }
  },
}

/** Least squares over equally spaced values, per step. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const covered = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  return covered / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
}
