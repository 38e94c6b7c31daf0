import { expect, test } from 'vitest'
import { isDegraded } from '../../supabase/functions/_shared/domain/degraded.ts'
import { planInputHash } from '../../supabase/functions/_shared/domain/planInputHash.ts'
import { type SignalResult, summarizeSignals } from '../../supabase/functions/_shared/domain/signalQuality.ts'

const AT = '2026-11-20T07:00:00.000Z'
const base = { cache_key: 'k', attempts: 1, ms: 5, write: null }
const here = { ...base, data: { a: 1 }, last_updated: AT, reason: null }

const HIT: SignalResult = { ...here, kind: 'hit', fresh: true }
const FETCHED: SignalResult = { ...here, kind: 'fetched', fresh: true }
const OLD: SignalResult = { ...here, kind: 'fetched', fresh: false }
const RENEWED: SignalResult = {
  ...here,
  kind: 'revalidated',
  fresh: true,
  write: {
    kind: 'revalidated',
    agent: 'ta',
    cache_key: 'k',
    etag: '"e"',
    last_updated: '2026-11-21T09:00:00.000Z',
  },
}
const STALE: SignalResult = { ...here, kind: 'stale_served', fresh: false, reason: 'timeout' }
const GONE: SignalResult = {
  ...base,
  kind: 'unavailable',
  data: null,
  last_updated: null,
  fresh: false,
  reason: 'circuit_open',
}

test('three hits, one miss, a ta that is available but not fresh: not degraded', () => {
  const results = { clo: HIT, alex: RENEWED, ta: OLD, socratic: HIT }

  expect(summarizeSignals(results)).toEqual({
    signal_quality: {
      clo: { available: true, fresh: true, last_updated: AT },
      alex: { available: true, fresh: true, last_updated: AT },
      ta: { available: true, fresh: false, last_updated: AT },
      socratic: { available: true, fresh: true, last_updated: AT },
    },
    cache_hits: 3,
    cache_misses: 1,
    stale_served: 0,
    degraded_reasons: [],
  })
  expect(isDegraded(results, null)).toBe(false)
})

test('a stale signal is neither hit nor miss, and both it and a missing one are named', () => {
  const results = { clo: FETCHED, alex: STALE, ta: GONE, socratic: HIT }

  expect(summarizeSignals(results)).toMatchObject({
    signal_quality: {
      alex: { available: true, fresh: false, last_updated: AT },
      ta: { available: false, fresh: false, last_updated: null },
    },
    cache_hits: 1,
    cache_misses: 1,
    stale_served: 1,
    degraded_reasons: ['alex:stale', 'ta:circuit_open'],
  })
  expect(isDegraded(results, null)).toBe(true)
})

test('a failed instructor alone degrades', () => {
  const results = { clo: HIT, alex: HIT, ta: HIT, socratic: HIT }

  expect(isDegraded(results, 'rejected')).toBe(true)
  expect(summarizeSignals(results, 'rejected').degraded_reasons).toEqual(['instructor:rejected'])
})

function hashWith(ta: SignalResult, more: Partial<Parameters<typeof planInputHash>[0]> = {}) {
  return planInputHash({
    planner_version: '1',
    intent_id: 'i',
    intent_revision: 1,
    position: { week: 1, day: 1 },
    signals: { clo: HIT, alex: HIT, ta, socratic: HIT },
    learner_state: { difficulty: 3, reviews_due: [] },
    units: [],
    ...more,
  })
}

test('equal input has an equal hash: a hit, a 304 and a fetch of the same data, in any key order', async () => {
  const hit = await hashWith(HIT)

  expect(hit).toMatch(/^[0-9a-f]{64}$/)
  expect(await hashWith(RENEWED)).toBe(hit)
  expect(await hashWith(FETCHED)).toBe(hit)
  expect(await hashWith(HIT, { learner_state: { reviews_due: [], difficulty: 3 } })).toBe(hit)
})

test('whatever a plan depends on changes the hash', async () => {
  const unit = {
    unit_id: 'u',
    visits: 1,
    introduced_on: '2026-11-20',
    last_local_date: '2026-11-20',
    memory: {},
  }
  const hashes = await Promise.all([
    hashWith(HIT),
    hashWith(STALE),
    hashWith(GONE),
    hashWith({ ...HIT, data: { a: 2 } }),
    hashWith(HIT, { planner_version: '2' }),
    hashWith(HIT, { intent_id: 'j' }),
    hashWith(HIT, { intent_revision: 2 }),
    hashWith(HIT, { position: { week: 1, day: 2 } }),
    hashWith(HIT, { learner_state: { difficulty: 4, reviews_due: [] } }),
    hashWith(HIT, { units: [unit] }),
  ])

  expect(new Set(hashes).size).toBe(hashes.length)
})

test('the hash of a plan stays what it was, else every stored plan would be made again after an update', () => {
  expect([HIT, STALE, GONE].map((ta) => hashWith(ta).slice(0, 16))).toEqual([
    '02869f591db30011',
    '90a34fc82a807c13',
    'dd1f02ac41cb71b4',
  ])
})

test('the order in which units are listed is not part of the hash, their state is', () => {
  const seen = { visits: 1, introduced_on: '2026-11-20', last_local_date: '2026-11-20', memory: {} }
  const [a, b, c] = ['a', 'b', 'c'].map((unit_id) => ({ unit_id, ...seen }))
  if (!a || !b || !c) throw new Error('Cannot hash units: there are none')
  const hash = hashWith(HIT, { units: [a, b, c] })

  expect(hashWith(HIT, { units: [c, a, b] })).toBe(hash)
  expect(hashWith(HIT, { units: [b, c, a] })).toBe(hash)
  expect(hashWith(HIT, { units: [a, b, { ...c, visits: 2 }] })).not.toBe(hash)
})

test('why a signal is missing is part of the hash, because the plan says it; why one is stale is not', () => {
  const because = (result: SignalResult, reason: 'timeout' | 'http_error') =>
    hashWith({ ...result, reason } as SignalResult)

  expect(because(GONE, 'timeout')).not.toBe(because(GONE, 'http_error'))
  expect(because(STALE, 'timeout')).toBe(because(STALE, 'http_error'))
})
