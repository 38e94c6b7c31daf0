import { expect, test } from 'vitest'
import { gatherSignals } from '../../../supabase/functions/_shared/agentClients.ts'
import type { CachedSignal } from '../../../supabase/functions/_shared/contract/facts.ts'
import { summarizeSignals } from '../../../supabase/functions/_shared/domain/signalQuality.ts'
import { createAsk, createPorts, HOUR_MS } from './fixture.ts'

/** Opens a day as often as told, keeps what is to be kept, and counts the hits. */
async function openDays(days: number[]) {
  const ports = createPorts('http://127.0.0.1:9')
  ports.fetch = () => Promise.resolve(Response.json({ ok: true, data: {} }, { headers: { etag: '"e"' } }))
  let cached: CachedSignal[] = []
  const hits: number[] = []
  for (const [n, day] of days.entries()) {
    if (n > 0) ports.timer.advance((day === days[n - 1] ? 1 : 24) * HOUR_MS)
    const ask = createAsk(ports.timer, {
      cached,
      position: { week: 1, day },
      last_completed_session_id: day === 1 ? null : `0b6f2a52-6f0e-4f5e-9d5f-0d7a6a1f3c0${day}`,
    })
    const results = await gatherSignals(ask, ports)
    hits.push(summarizeSignals(results).cache_hits)
    const at = new Date(ports.timer.now()).toISOString()
    const fresh = Object.values(results).flatMap(({ write }): CachedSignal[] =>
      write?.kind === 'fetched' ? [{ ...write, last_updated: at, failed_at: null, failure: null }] : []
    )
    cached = [
      ...cached.filter((row) => !fresh.some(({ cache_key }) => cache_key === row.cache_key)),
      ...fresh,
    ]
  }
  return hits
}

test('a five-day week opened once a day hits 12 of 20', async () => {
  expect(await openDays([1, 2, 3, 4, 5])).toEqual([0, 3, 3, 3, 3])
})

test('a day opened again hits 4 of 4', async () => {
  expect(await openDays([1, 1, 2, 2])).toEqual([0, 4, 3, 4])
})
