import { canonicalJson } from '../../supabase/functions/_shared/domain/canonicalJson.ts'
import { dataOf } from '../answer.ts'
import type { Check } from '../check.ts'
import { fail, PASS } from '../verdict.ts'

const KEYS = [
  'a2l0LWtleS0xLWtpdC1rZXktMS1raXQta2V5LTEta2k',
  'a2l0LWtleS0yLWtpdC1rZXktMi1raXQta2V5LTIta2k',
]

/** Calls are at-least-once: the same key may come again, from another try or another machine. */
export const IDEMPOTENCY_CHECKS: readonly Check[] = [
  {
    id: 'I1',
    level: 'MUST',
    title: 'the same X-Idempotency-Key gets equal data',
    needs: ['A3', 'C1'],
    run: async (probe) => {
      const headers = { 'x-idempotency-key': KEYS[0] ?? '' }
      const first = await probe.ask({ note: 'a key', headers })
      const again = await probe.ask({ note: 'the same key again', headers })
      const isEqual = canonicalJson(dataOf(probe, first)) ===
        canonicalJson(dataOf(probe, again))
      return isEqual ? PASS : fail(again, 'the data of the first answer under this key')
    },
  },
  {
    id: 'I2',
    level: 'MUST',
    title: 'another key with the same input gets the same ETag',
    needs: ['A3', 'C1'],
    softForModels: true,
    run: async (probe) => {
      const basic = await probe.basic()
      const reply = await probe.ask({
        note: 'another key',
        headers: { 'x-idempotency-key': KEYS[1] ?? '' },
      })
      dataOf(probe, reply)
      const [before, after] = [basic, reply].map(({ headers }) => headers.get('etag'))
      return before === after ? PASS : fail(reply, `etag: ${before}`, `etag: ${after}`)
    },
  },
]
