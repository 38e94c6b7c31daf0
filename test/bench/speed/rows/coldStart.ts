import { median, ratioOfValues, showRatio } from '../measure.ts'
import { serve, serveProduct } from '../serve.ts'
import type { SpeedSuite } from '../suite.ts'

/** From the start of the process to the first answer, beside a server that imports nothing. */
export const coldStart: SpeedSuite = {
  name: 'cold-start',
  in_gate: false,
  async run(world, size, progress) {
    const times: Record<'bare' | 'product', number[]> = { bare: [], product: [] }
    for (let round = 0; round <= size.rounds; round += 1) {
      progress(`round ${round}/${size.rounds}`)
      const bare = await timeBoot(() => serve('test/bench/peers/nothing.ts', {}), '/')
      const product = await timeBoot(() => serveProduct(world.env), '/orchestrator/health')
      if (round === 0) continue
      times.bare.push(bare)
      times.product.push(product)
    }
    const added = median(times.product.map((ms, at) => ms - (times.bare[at] ?? 0)))
    return {
      rows: [{
        name: 'cold start over a Deno that serves nothing',
        figure: `${added.toFixed(0)} ms more, ratio ${showRatio(ratioOfValues(times.product, times.bare))}`,
        target: 'reported',
        met: true,
      }],
      explanation: [
        '### Cold start',
        '',
        `Process start to first answer: ${median(times.bare).toFixed(0)} ms for an empty server, ${
          median(times.product).toFixed(0)
        } ms for orchestrator (with Deno's code cache, as after a first boot on a machine).`,
      ],
    }
  },
}

async function timeBoot(start: () => ReturnType<typeof serve>, path: string): Promise<number> {
  const startedAt = performance.now()
  const server = await start()
  const response = await fetch(`${server.origin}${path}`)
  await response.text()
  const took = performance.now() - startedAt
  await server.stop()
  return took
}
