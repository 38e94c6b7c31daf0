import { expect, test } from 'vitest'
import {
  clampDelay,
  parseHttpDate,
  parseRetryAfter,
} from '../../supabase/functions/_shared/domain/retryAfter.ts'

const NOW = Date.UTC(2026, 10, 21, 7)

test.each<[string | null, number | null]>([
  [null, null],
  ['', null],
  ['   ', null],
  ['0', 0],
  ['120', 120_000],
  [' 5 ', 5_000],
  ['1.5', 1_500],
  ['301', 300_000],
  ['9'.repeat(400), 300_000],
  ['-5', null],
  ['+5', null],
  ['1e3', null],
  ['0x10', null],
  ['NaN', null],
  ['Infinity', null],
  ['soon', null],
  ['foo 1', null],
  ['2, 3', 3_000],
  ['3,', null],
  ['Sat, 21 Nov 2026 07:00:30 GMT', 30_000],
  ['sat, 21 nov 2026 07:00:30 gmt', 30_000],
  ['Sat, 21 Nov 2026 06:00:00 GMT', 0],
  ['Sat, 21 Nov 2099 06:00:00 GMT', 300_000],
  ['Saturday, 21-Nov-26 07:00:30 GMT', 30_000],
  ['Sat Nov 21 07:00:30 2026', 30_000],
  ['Sat, 21 Xyz 2026 07:00:30 GMT', null],
  ['Sat, 21 Nov 2026 07:00:30 +0200', null],
  ['2026-11-21T07:00:30Z', null],
])('Retry-After %j asks for %j ms', (value, ms) => {
  expect(parseRetryAfter(value, NOW)).toBe(ms)
})

test('a two-digit year more than 50 years ahead is of the last century', () => {
  expect(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37))
})

test.each([[Number.NaN, null], [null, null], ['5', null], [-1, 0], [Infinity, 300_000], [1e12, 300_000], [
  1.2,
  2,
]])(
  'a delay of %j is clamped to %j',
  (wish, ms) => {
    expect(clampDelay(wish)).toBe(ms)
  },
)
