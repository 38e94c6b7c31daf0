import { describe, expect, inject, it } from 'vitest'
import { ENDPOINTS } from '../torture/fuzz/requests.ts'
import { fuzzStack } from '../torture/fuzz/run.ts'

// A few hundred requests of the generator that `npm run torture` uses for minutes. A failure names its seed.

const stack = inject('stack')
const REQUESTS = 100
const SEED = 20261121

describe('whatever is sent', () => {
  it('is answered as the OpenAPI document says, without a 5xx, and no field of the server is taken', async () => {
    const isDone = (counts: Record<string, number>) =>
      ENDPOINTS.every((endpoint) => (counts[endpoint] ?? 0) >= REQUESTS)

    const result = await fuzzStack(stack, { seed: SEED, goesOn: (counts) => !isDone(counts) })

    expect(result.findings.map(({ text }) => text)).toEqual([])
    expect(result.plantedRequests).toBeGreaterThan(0)
    // Every kind of outcome was met: a generator that only makes refused requests proves nothing.
    expect(Object.keys(result.statuses)).toEqual(
      expect.arrayContaining([
        'intent.sync 200',
        'intent.sync 400',
        'day.run 400',
        'day.done 400',
        'status 200',
        'events 200',
        'events 400',
      ]),
    )
  })
})
