import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gatherSignals } from '../../supabase/functions/_shared/agentClients.ts'
import type { CachedSignal, SignalWrite } from '../../supabase/functions/_shared/contract/facts.ts'
import { createAsk, createPorts, HOUR_MS } from '../unit/agents/fixture.ts'

// The cache against a model that fits on one page: random weeks of asking, forcing, failing and changing data.

const WINDOW_H = 168

type Step = {
  hours: number
  week: number
  force: boolean
  /** The agent's data changes before this step. */
  changes: boolean
  agent:
    | 'ok'
    | 'ok_no_etag'
    | 'no_store'
    | 'no_cache'
    | 'hour'
    | 'down'
    | 'refuses'
    | 'unknown'
    | 'always_304'
}

const step = fc.record<Step>({
  hours: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(0), fc.constant(0.01)),
  week: fc.constantFrom(1, 1, 2),
  force: fc.boolean(),
  changes: fc.boolean(),
  agent: fc.constantFrom(
    'ok',
    'ok',
    'ok_no_etag',
    'no_store',
    'no_cache',
    'hour',
    'down',
    'refuses',
    'unknown',
    'always_304',
  ),
})

const CACHE_CONTROL = { no_store: 'no-store', no_cache: 'no-cache', hour: 'max-age=3600' } as const

/** What SQL does with a write (contract/facts.ts), on one agent's rows. */
function store(rows: Map<string, CachedSignal>, write: SignalWrite | null, now: number) {
  if (write === null) return
  const at = new Date(now).toISOString()
  const row = rows.get(write.cache_key)
  if (write.kind === 'fetched') {
    const { kind: _kind, ...signal } = write
    rows.set(write.cache_key, { ...signal, failed_at: null, failure: null })
  } else if (write.kind === 'revalidated') {
    if (row === undefined) throw new Error('a 304 renewed a row that does not exist')
    const { etag, last_updated } = write
    rows.set(write.cache_key, { ...row, etag, last_updated, failed_at: null, failure: null })
  } else {
    const { kind: _kind, failure, ...empty } = write
    const blank = { ...empty, data: null, etag: null, agent_version: null, last_updated: null }
    rows.set(write.cache_key, { ...blank, ...row, failure, failed_at: at })
  }
}

type Model = { version: number; etag: boolean; at: number; window_h: number }

/** One agent, one row per week; says what must happen without a look at the code under test. */
function createModel() {
  const rows = new Map<number, Model>()
  const failures = new Map<number, { at: number; unknown: boolean }>()

  return ({ week, force, agent }: Step, version: number, now: number) => {
    const row = rows.get(week)
    const isFresh = row !== undefined && row.window_h > 0 && now - row.at <= row.window_h * HOUR_MS
    if (isFresh && !force) return { kind: 'hit', version: row.version, calls: 0 }

    const fail = (calls: number, unknown: boolean) => {
      if (calls > 0) failures.set(week, { at: now, unknown })
      const others = [...rows.values()].filter((other) => now - other.at <= 2 * other.window_h * HOUR_MS)
      const found = row ?? others.sort((a, b) => b.at - a.at)[0]
      return found === undefined || unknown
        ? { kind: 'unavailable', version: null, calls }
        : { kind: 'stale_served', version: found.version, calls }
    }
    const failure = failures.get(week)
    if (failure !== undefined && now - failure.at < 60_000 && !force) return fail(0, failure.unknown)
    if (['unknown', 'down', 'refuses'].includes(agent)) return fail(1, agent === 'unknown')

    const canBeSame = row !== undefined && row.etag && agent !== 'ok_no_etag'
    if (agent === 'always_304' && !canBeSame) return fail(2, false)
    // What is not stored leaves everything as it was, the memory of a failure included.
    if (agent === 'no_store' && !(canBeSame && row.version === version)) {
      return { kind: 'fetched', version, calls: 1 }
    }

    failures.delete(week)
    const window_h = agent === 'no_cache' ? 0 : agent === 'hour' ? 1 : null
    if (canBeSame && (agent === 'always_304' || row.version === version)) {
      rows.set(week, { ...row, at: now, window_h: window_h ?? row.window_h })
      return { kind: 'revalidated', version: row.version, calls: 1 }
    }
    rows.set(week, { version, etag: agent !== 'ok_no_etag', at: now, window_h: window_h ?? WINDOW_H })
    return { kind: 'fetched', version, calls: 1 }
  }
}

function createFetch(read: () => { step: Step; version: number }, count: () => void) {
  return (url: string, init: RequestInit): Promise<Response> => {
    if (new URL(url).pathname !== '/clo/signals') {
      return Promise.resolve(new Response(null, { status: 404 }))
    }
    count()
    const { step, version } = read()
    if (step.agent === 'unknown') return Promise.resolve(new Response(null, { status: 404 }))
    if (step.agent === 'refuses') return Promise.resolve(Response.json({ ok: false, data: { version: -1 } }))
    if (step.agent === 'down') return Promise.resolve(new Response(null, { status: 400 }))

    const etag = `"v${version}"`
    const isSame = new Headers(init.headers).get('if-none-match') === etag && step.agent !== 'ok_no_etag'
    const headers = new Headers(step.agent === 'ok_no_etag' ? {} : { etag })
    if (step.agent in CACHE_CONTROL) {
      // Narrowed by the line above, which the compiler does not see.
      headers.set('cache-control', CACHE_CONTROL[step.agent as keyof typeof CACHE_CONTROL])
    }
    if (step.agent === 'always_304') return Promise.resolve(new Response(null, { status: 304 }))
    if (isSame) return Promise.resolve(new Response(null, { status: 304, headers }))
    return Promise.resolve(Response.json({ ok: true, data: { version } }, { headers }))
  }
}

test('random histories of one agent agree with the model, call by call', { timeout: 120_000 }, async () => {
  let steps = 0
  let histories = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 22 }), async (history) => {
      histories += 1
      const ports = createPorts('http://127.0.0.1:9')
      const rows = new Map<string, CachedSignal>()
      const decide = createModel()
      let version = 1
      for (const current of history) {
        steps += 1
        ports.timer.advance(current.hours * HOUR_MS)
        // A breaker or cool-down would hide the cache behind it.
        ports.state.clear()
        if (current.changes) version += 1
        let calls = 0
        ports.fetch = createFetch(() => ({ step: current, version }), () => void (calls += 1))
        const ask = createAsk(ports.timer, {
          cached: [...rows.values()],
          force_refresh: current.force,
          position: { week: current.week, day: 1 },
        })
        const expected = decide(current, version, ports.timer.now())
        const { clo } = await gatherSignals(ask, ports)

        expect({ kind: clo.kind, version: clo.data?.['version'] ?? null, calls }).toEqual(expected)
        const before = rows.get(clo.cache_key)
        store(rows, clo.write, ports.timer.now())
        const after = rows.get(clo.cache_key)
        if (clo.write?.kind === 'failed') expect(after?.data).toEqual(before?.data ?? null)
        if (clo.kind === 'revalidated') {
          expect(after).toMatchObject({
            data: before?.data,
            etag: before?.etag,
            last_updated: clo.last_updated,
          })
        }
      }
    }),
    { numRuns: 700 },
  )
  expect(steps).toBeGreaterThanOrEqual(histories * 8)
})
