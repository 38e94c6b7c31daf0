import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gatherSignals } from '../../supabase/functions/_shared/agentClients.ts'
import type { CachedSignal } from '../../supabase/functions/_shared/contract/facts.ts'
import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { isDegraded } from '../../supabase/functions/_shared/domain/degraded.ts'
import { summarizeSignals } from '../../supabase/functions/_shared/domain/signalQuality.ts'
import { createAsk, createEntry, createPorts, HOUR_MS } from '../unit/agents/fixture.ts'

// Laws of the fan-out over random agents: what they hold stored, how fast they are and how they fail.

type Reply = {
  kind: 'ok' | 'same' | 'fail' | 'limit' | 'crash' | 'never' | 'junk'
  latency_ms: number
  wait: string
}
type Stored = { age_h: number; same_key: boolean; etag: boolean; failed_s: number | null } | null

const reply = fc.record<Reply>({
  kind: fc.constantFrom('ok', 'same', 'fail', 'limit', 'crash', 'never', 'junk'),
  latency_ms: fc.integer({ min: 0, max: 4_000 }),
  wait: fc.constantFrom('', '0', '1', '3', '99999999999', 'Wed, 21 Oct 2099 07:28:00 GMT', 'x'),
})
const stored = fc.option(fc.record({
  age_h: fc.integer({ min: 0, max: 800 }),
  same_key: fc.boolean(),
  etag: fc.boolean(),
  failed_s: fc.option(fc.integer({ min: 0, max: 120 })),
}))
const world = fc.record({
  replies: fc.array(reply, { minLength: 1, maxLength: 20 }),
  stored: fc.tuple(stored, stored, stored, stored),
  budget_ms: fc.integer({ min: 0, max: 12_000 }),
  force: fc.boolean(),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
})

function answer(kind: Reply['kind'], wait: string): Response {
  const headers = new Headers(wait === '' ? {} : { 'retry-after': wait })
  if (kind === 'ok') return Response.json({ ok: true, data: { from: 'call' } }, { headers: { etag: '"n"' } })
  if (kind === 'same') return new Response(null, { status: 304 })
  if (kind === 'fail') return new Response('x', { status: 503, headers })
  if (kind === 'limit') return new Response(null, { status: 429, headers })
  return new Response('junk')
}

function createEntries(
  cases: Stored[],
  ask: ReturnType<typeof createAsk>,
  ports: ReturnType<typeof createPorts>,
) {
  return Promise.all(AGENT_NAMES.flatMap((agent, n): Promise<CachedSignal>[] => {
    const row = cases[n]
    if (!row) return []
    return [createEntry(agent, ask, ports, {
      age_ms: row.age_h * HOUR_MS,
      ...(row.same_key ? {} : { cache_key: `other-${agent}` }),
      ...(row.etag ? {} : { etag: null }),
      ...(row.failed_s === null ? {} : {
        failure: 'timeout',
        failed_at: new Date(ask.now_ms - row.failed_s * 1_000).toISOString(),
      }),
    })]
  }))
}

test('whatever four agents do, the laws hold', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ replies, stored, budget_ms, force, jitter }) => {
      const ports = createPorts('http://127.0.0.1:9')
      const { timer } = ports
      const endsAt = timer.now() + budget_ms
      ports.random = () => jitter
      const sleep = timer.sleep
      timer.sleep = (ms, signal) => {
        expect(timer.now() + ms + 500).toBeLessThanOrEqual(endsAt)
        return sleep(ms, signal)
      }
      let calls = 0
      ports.fetch = (_url, { signal }) => {
        expect(timer.now() + 500).toBeLessThanOrEqual(endsAt)
        const { kind, latency_ms, wait } = replies[calls++ % replies.length] ??
          { kind: 'ok', latency_ms: 0, wait: '' }
        timer.advance(kind === 'never' ? 60_000 : latency_ms)
        if (signal?.aborted) return Promise.reject(signal.reason)
        return kind === 'crash' ? Promise.reject(new TypeError('reset')) : Promise.resolve(answer(kind, wait))
      }
      const ask = createAsk(timer, { signals_budget_ms: budget_ms, force_refresh: force })
      const cached = await createEntries(stored, ask, ports)

      const results = await gatherSignals({ ...ask, cached }, ports)

      const summary = summarizeSignals(results)
      const list = AGENT_NAMES.map((agent) => ({ agent, result: results[agent] }))
      const missing = list.filter(({ result }) => result.kind === 'unavailable').length
      expect(summary.cache_hits + summary.cache_misses + summary.stale_served + missing).toBe(4)
      const failed = list.some(({ result }) => result.reason !== null)
      expect(isDegraded(results, null)).toBe(failed)
      expect(summary.degraded_reasons.length > 0).toBe(failed)
      expect(timer.pending()).toBe(0)
      expect(list.reduce((sum, { result }) => sum + result.attempts, 0)).toBe(calls)

      for (const { agent, result } of list) {
        const { available, fresh, last_updated } = summary.signal_quality[agent]
        const entry = cached.find((row) => row.agent === agent)
        expect(fresh && !available).toBe(false)
        expect(available).toBe(last_updated !== null)
        expect(result.attempts).toBeLessThanOrEqual(5)
        if (result.kind === 'hit') expect([result.attempts, result.write]).toEqual([0, null])
        if (result.kind === 'revalidated') {
          expect(result.data).toEqual(entry?.data)
          expect(result.write).toMatchObject({ etag: entry?.etag })
        }
        if (result.kind === 'stale_served') expect(result.data).toEqual(entry?.data)
        if (result.reason !== null && result.write !== null) {
          expect(result.write.kind).toBe('failed')
          expect(result.write).not.toHaveProperty('data')
        }
      }
    }),
    { numRuns: 1_500 },
  )
})
