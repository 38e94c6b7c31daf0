import { describe, expect, test } from 'vitest'
import type { CachedSignal } from '../../supabase/functions/_shared/contract/facts.ts'
import {
  decideCall,
  fallbackEntry,
  FRESH_FOR_HOURS,
  signalFreshness,
} from '../../supabase/functions/_shared/domain/freshness.ts'

const NOW = Date.UTC(2026, 10, 21, 7)
const HOUR_MS = 3_600_000

function createRow(ageHours: number | null, more: Partial<CachedSignal> = {}): CachedSignal {
  const at = ageHours === null ? null : new Date(NOW - ageHours * HOUR_MS).toISOString()
  return {
    agent: 'ta',
    cache_key: 'key',
    data: at === null ? null : { n: ageHours },
    etag: '"e"',
    agent_version: '1',
    last_updated: at,
    fresh_for_hours: 72,
    failed_at: null,
    failure: null,
    ...more,
  }
}

const failedAgo = (ms: number) => ({ failed_at: new Date(NOW - ms).toISOString(), failure: 'timeout' })

describe('the decision before a call', () => {
  test.each<[string, CachedSignal[], boolean, string]>([
    ['nothing stored', [], false, 'fetch'],
    ['another key', [createRow(1, { cache_key: 'other' })], false, 'fetch'],
    ['inside the window', [createRow(71)], false, 'use'],
    ['exactly at its end', [createRow(72)], false, 'use'],
    ['past the window', [createRow(72.01)], false, 'revalidate'],
    ['inside, forced', [createRow(1)], true, 'revalidate'],
    ['past the window without ETag', [createRow(73, { etag: null })], false, 'fetch'],
    ['inside without ETag', [createRow(1, { etag: null })], false, 'use'],
    ['a window of 0', [createRow(0, { fresh_for_hours: 0 })], false, 'revalidate'],
    ['only a failure, 59 s ago', [createRow(null, failedAgo(59_999))], false, 'skip'],
    ['only a failure, 60 s ago', [createRow(null, failedAgo(60_000))], false, 'fetch'],
    ['a failure 1 s ago, forced', [createRow(null, failedAgo(1_000))], true, 'fetch'],
    ['an old signal and a fresh failure', [createRow(100, failedAgo(1_000))], false, 'skip'],
    ['a failure inside the window', [createRow(1, failedAgo(1_000))], false, 'use'],
    [
      'a failure older than the signal',
      [createRow(0, { ...failedAgo(1_000), fresh_for_hours: 0 })],
      false,
      'revalidate',
    ],
    ['a failure from the future', [createRow(null, failedAgo(-1_000))], false, 'fetch'],
  ])('%s', (_name, rows, force, kind) => {
    expect(decideCall(rows, 'key', NOW, force).kind).toBe(kind)
  })

  test('revalidates an entry of another agent version than the one seen last', () => {
    expect(decideCall([createRow(1)], 'key', NOW, false, '1').kind).toBe('use')
    expect(decideCall([createRow(1)], 'key', NOW, false, '2').kind).toBe('revalidate')
    expect(decideCall([createRow(1, { agent_version: null })], 'key', NOW, false, '2').kind).toBe('use')
  })

  test('knows the four windows', () => {
    expect(FRESH_FOR_HOURS).toEqual({ clo: 168, alex: 336, ta: 72, socratic: 168 })
  })
})

describe('the stand-in for a failed call', () => {
  test('is the same key, whatever its age', () => {
    expect(fallbackEntry([createRow(5_000), createRow(1, { cache_key: 'other' })], 'key', NOW)?.data).toEqual(
      { n: 5_000 },
    )
  })

  test('else the newest of another key, at most two windows old', () => {
    const row = (age: number) => createRow(age, { cache_key: `k${age}` })

    expect(fallbackEntry([row(140), row(90), row(120)], 'key', NOW)?.data).toEqual({ n: 90 })
    expect(fallbackEntry([row(144)], 'key', NOW)).not.toBeNull()
    expect(fallbackEntry([row(144.01)], 'key', NOW)).toBeNull()
  })

  test('is never a row that holds only a failure', () => {
    expect(fallbackEntry([createRow(null, failedAgo(1))], 'key', NOW)).toBeNull()
  })
})

describe('the freshness that status shows', () => {
  test.each<[string, CachedSignal[], boolean, boolean]>([
    ['nothing stored', [], false, false],
    ['only a failure', [createRow(null, failedAgo(1))], false, false],
    ['inside its window', [createRow(1)], true, true],
    ['past its window', [createRow(100)], true, false],
    ['under a key that has changed', [createRow(1, { cache_key: 'other' })], true, false],
    ['under a changed key, too old to serve', [createRow(145, { cache_key: 'other' })], false, false],
  ])('%s', (_name, rows, available, fresh) => {
    const last_updated = available ? rows[0]?.last_updated : null
    const shown = { available, fresh, last_updated }
    expect(signalFreshness(rows, 'key', NOW)).toEqual(shown)

    const slim = rows.map(({ data, ...row }) => ({ ...row, has_data: data !== null }))
    expect(signalFreshness(slim, 'key', NOW)).toEqual(shown)
  })
})
