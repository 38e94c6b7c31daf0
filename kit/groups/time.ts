import { expectAnswer, isAnswer, isObject, requireSound } from '../answer.ts'
import type { Check } from '../check.ts'
import { BASIC_REQUEST } from '../requests.ts'
import { fail, PASS } from '../verdict.ts'

const DEADLINE_MS = 300
const LATEST_MS = 550
const AT_ONCE = 20

/** Deadlines and load. */
export const TIME_CHECKS: readonly Check[] = [
  {
    id: 'H1',
    level: 'MUST',
    title: 'X-Deadline-Ms 300: an answer or DEADLINE within 550 ms',
    needs: ['A3'],
    run: async (probe) => {
      const reply = await probe.ask({
        note: `X-Deadline-Ms: ${DEADLINE_MS}`,
        request: { ...BASIC_REQUEST, deadline_ms: DEADLINE_MS },
        headers: { 'x-deadline-ms': String(DEADLINE_MS) },
      })
      requireSound(probe, reply)
      if (reply.ms > LATEST_MS) {
        return fail(
          reply,
          `within ${LATEST_MS} ms`,
          `after ${Math.round(reply.ms)} ms`,
        )
      }
      const isRefused = reply.status === 503 && isObject(reply.json) &&
        reply.json['code'] === 'DEADLINE'
      return isAnswer(probe, reply) || isRefused ? PASS : fail(reply, 'an answer, or 503 with code DEADLINE')
    },
  },
  {
    id: 'H2',
    level: 'MUST',
    title: '20 requests at once are answered',
    needs: ['A3'],
    run: async (probe) => {
      const numbers = Array.from({ length: AT_ONCE }, (_, index) => index + 1)
      const replies = await Promise.all(
        numbers.map((number) => probe.ask({ note: `${number} of ${AT_ONCE} at once` })),
      )
      for (const reply of replies) {
        const finding = expectAnswer(
          probe,
          reply,
          'a class starts at the same minute',
        )
        if (finding !== null) return finding
      }
      return PASS
    },
  },
]
