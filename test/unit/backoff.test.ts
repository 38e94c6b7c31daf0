import { expect, test } from 'vitest'
import { nextWait } from '../../supabase/functions/_shared/domain/backoff.ts'

const RETRY = { retryable: true, retry_after_ms: null }

test('waits 1, 2 and 4 s before tries 2, 3 and 4, then stops', () => {
  expect([1, 2, 3, 4, 5].map((tries) => nextWait(RETRY, tries, 60_000, () => 0)))
    .toEqual([1_000, 2_000, 4_000, null, null])
})

test('adds up to 20 %', () => {
  expect(nextWait(RETRY, 1, 60_000, () => 0.5)).toBe(1_100)
  expect(nextWait(RETRY, 3, 60_000, () => 0.999)).toBeLessThanOrEqual(4_800)
})

test('keeps Retry-After as the floor of the wait', () => {
  expect(nextWait({ retryable: true, retry_after_ms: 3_000 }, 1, 60_000, () => 0)).toBe(3_000)
  expect(nextWait({ retryable: true, retry_after_ms: 10 }, 1, 60_000, () => 0)).toBe(1_000)
})

test('starts no wait that leaves less than half a second for the try', () => {
  expect(nextWait(RETRY, 1, 1_500, () => 0)).toBe(1_000)
  expect(nextWait(RETRY, 1, 1_499, () => 0)).toBeNull()
  expect(nextWait({ retryable: true, retry_after_ms: 9_000 }, 1, 9_000, () => 0)).toBeNull()
})

test('never repeats what cannot get better', () => {
  expect(nextWait({ retryable: false, retry_after_ms: 1_000 }, 1, 60_000, () => 0)).toBeNull()
})
