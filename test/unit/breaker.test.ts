import { expect, test } from 'vitest'
import {
  type Breaker,
  CLOSED_BREAKER,
  decideGate,
  nextAfterEnd,
  nextAfterStart,
} from '../../supabase/functions/_shared/domain/breaker.ts'
import { CALL_CEILING_MS, DAY_RUN_LIMITS } from '../../supabase/functions/_shared/domain/limits.ts'

type End = 'success' | 'failure' | 'neutral'

function play(ends: End[], now = 0, breaker: Breaker = CLOSED_BREAKER): Breaker {
  return ends.reduce((state, end) => nextAfterEnd(nextAfterStart(state, now), end, now), breaker)
}

const fail = (times: number): End[] => Array.from({ length: times }, () => 'failure')

test('five failures in a row open it for 30 s', () => {
  expect(decideGate(play(fail(4)), 0)).toBe('closed')
  const open = play(fail(5))

  expect(decideGate(open, 29_999)).toBe('open')
  expect(decideGate(open, 30_000)).toBe('probe')
})

test('half of the last 20 open it, fewer or earlier do not', () => {
  const mixed: End[] = Array.from({ length: 19 }, (_, n) => n % 2 === 0 ? 'success' : 'failure')

  expect(decideGate(play(mixed), 0)).toBe('closed')
  expect(decideGate(play([...mixed, 'failure']), 0)).toBe('open')
  expect(decideGate(play([...mixed, 'success', 'success', 'failure']), 0)).toBe('closed')
})

test('a success or a neutral end between failures keeps the row short or unchanged', () => {
  expect(decideGate(play([...fail(4), 'success', ...fail(4)]), 0)).toBe('closed')
  expect(decideGate(play([...fail(4), 'neutral', 'failure']), 0)).toBe('open')
})

test('only one probe goes out, and one that never reports back is given up after 15 s', () => {
  const probing = nextAfterStart(play(fail(5)), 30_000)

  expect(decideGate(probing, 30_001)).toBe('open')
  expect(decideGate(probing, 45_000)).toBe('probe')
})

test('no budget lets a try outlive the time after which a probe is given up', () => {
  const budgets = Object.values(DAY_RUN_LIMITS).flatMap((
    { signals_ms, instructor_ms },
  ) => [signals_ms, instructor_ms])
  expect(Math.max(...budgets)).toBeLessThanOrEqual(CALL_CEILING_MS)
})

test('a good probe closes it, a neutral one hands the probe on, a bad one doubles the time up to 300 s', () => {
  const open = play(fail(5))

  expect(decideGate(play(['success'], 30_000, open), 30_000)).toBe('closed')
  expect(decideGate(play(['neutral'], 30_000, open), 30_000)).toBe('probe')

  let breaker = open
  const lengths: number[] = []
  for (let n = 0; n < 5; n += 1) {
    const now = breaker.open_until ?? 0
    breaker = play(['failure'], now, breaker)
    lengths.push((breaker.open_until ?? 0) - now)
  }
  expect(lengths).toEqual([60_000, 120_000, 240_000, 300_000, 300_000])
})

test('failures that were under way when it opened do not prolong it', () => {
  const open = play(fail(5))

  expect(nextAfterEnd(open, 'failure', 10).open_until).toBe(open.open_until)
})
