import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextWait } from '../../supabase/functions/_shared/domain/backoff.ts'
import {
  type Breaker,
  CLOSED_BREAKER,
  decideGate,
  nextAfterEnd,
  nextAfterStart,
} from '../../supabase/functions/_shared/domain/breaker.ts'
import { parseRetryAfter } from '../../supabase/functions/_shared/domain/retryAfter.ts'

const RUNS = { numRuns: 2_000 }

test('a wait never leaves less than a try, never undercuts Retry-After, and there are at most three', () => {
  const wish = fc.option(fc.integer({ min: 0, max: 300_000 }))
  const budget = fc.integer({ min: -1_000, max: 60_000 })
  const tries = fc.integer({ min: 1, max: 8 })
  fc.assert(
    fc.property(
      wish,
      budget,
      tries,
      fc.boolean(),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (...args) => {
        const [retry_after_ms, budgetMs, triesMade, retryable, random] = args
        const wait = nextWait({ retryable, retry_after_ms }, triesMade, budgetMs, () => random)
        if (wait === null) return
        expect(retryable && triesMade <= 3).toBe(true)
        expect(wait + 500).toBeLessThanOrEqual(budgetMs)
        expect(wait).toBeGreaterThanOrEqual(retry_after_ms ?? 0)
        expect(wait).toBeGreaterThanOrEqual(1_000)
      },
    ),
    RUNS,
  )
})

test('Retry-After of any text is null or a delay setTimeout keeps', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.bigInt().map(String),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.array(fc.nat().map(String)).map((items) => items.join(', ')),
  )
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 4e12 }), (value, now) => {
      const ms = parseRetryAfter(value, now)
      expect(ms === null || (Number.isInteger(ms) && ms >= 0 && ms <= 300_000)).toBe(true)
    }),
    RUNS,
  )
})

type Step = { wait_ms: number; end: 'success' | 'failure' | 'neutral' | 'lost' }
const steps = fc.array(
  fc.record<Step>({
    wait_ms: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400_000 })),
    end: fc.constantFrom('success', 'failure', 'failure', 'failure', 'neutral', 'lost'),
  }),
  { maxLength: 80 },
)

test('a breaker opens exactly by its rule, for 30 s to 300 s, and always lets a probe out again', () => {
  fc.assert(
    fc.property(steps, (history) => {
      let breaker: Breaker = CLOSED_BREAKER
      let now = 0
      let row = 0
      let recent: boolean[] = []
      for (const step of history) {
        now += step.wait_ms
        const gate = decideGate(breaker, now)
        if (gate === 'open') {
          expect(now).toBeLessThan(Math.max(breaker.open_until ?? 0, breaker.probe_until ?? 0))
          continue
        }
        breaker = nextAfterStart(breaker, now)
        if (gate === 'probe') expect(decideGate(breaker, now)).toBe('open')
        if (step.end === 'lost') continue
        breaker = nextAfterEnd(breaker, step.end, now)

        // The rule in its own words: a good probe forgets everything, a bad one opens again.
        if (step.end !== 'neutral') recent = [...recent, step.end === 'failure'].slice(-20)
        if (step.end === 'failure') row += 1
        if (step.end === 'success') {
          row = 0
          if (gate === 'probe') recent = []
        }
        const isHalfBad = recent.length === 20 && recent.filter(Boolean).length >= 10
        const mustOpen = step.end === 'failure' && (row >= 5 || isHalfBad)
        const openMs = (breaker.open_until ?? 0) - now
        if (mustOpen) expect([30_000, 60_000, 120_000, 240_000, 300_000]).toContain(openMs)
        if (step.end === 'success') expect(decideGate(breaker, now)).toBe('closed')
        if (step.end === 'failure' && !mustOpen) {
          expect(breaker.open_until === null || gate === 'probe').toBe(true)
        }
      }
      expect(decideGate(breaker, now + 300_000)).not.toBe('open')
    }),
    RUNS,
  )
})
