import { REQUEST_BODY_MAX_BYTES } from '../../supabase/functions/_shared/contract/bounds.ts'
import { expectAnswer, expectRefusal } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Ask, Probe } from '../probe.ts'
import { BASIC_REQUEST, withPosition } from '../requests.ts'
import { PASS, skip, type Verdict } from '../verdict.ts'

const POST_ONLY = skip('this agent takes no bodies')

async function refuses(
  probe: Probe,
  ask: Ask,
  statuses: number[],
  code: string | null = null,
): Promise<Verdict> {
  return expectRefusal(probe, await probe.ask(ask), statuses, code) ?? PASS
}

/** Four signals and a plan travel to an instructor, so its bodies may be larger. */
function bodyLimitOf(probe: Probe): number {
  return probe.agent === 'instructor' ? 4 * REQUEST_BODY_MAX_BYTES : REQUEST_BODY_MAX_BYTES
}

/** What is refused, and how; and what must not be. */
export const REFUSAL_CHECKS: readonly Check[] = [
  {
    id: 'A8',
    level: 'MUST',
    title: 'no token: 401',
    run: (probe) => refuses(probe, { note: 'without a token', token: null }, [401]),
  },
  {
    id: 'A9',
    level: 'MUST',
    title: 'a wrong token: 401',
    run: (probe) =>
      refuses(probe, { note: 'with a wrong token', token: 'not-the-token' }, [
        401,
      ]),
  },
  {
    id: 'A10',
    level: 'MUST',
    title: 'a body that is no JSON: 400',
    needs: ['A3'],
    run: (probe) =>
      probe.method === 'GET' ? POST_ONLY : refuses(probe, {
        note: 'the body is `{"contract":`',
        body: '{"contract":',
      }, [400]),
  },
  {
    id: 'A11',
    level: 'MUST',
    title: 'a value out of range: 400',
    needs: ['A3'],
    run: (probe) =>
      refuses(probe, {
        note: 'week 0',
        request: withPosition(BASIC_REQUEST, { week: 0 }),
      }, [400]),
  },
  {
    id: 'A12',
    level: 'MUST',
    title: 'a body that is too large is refused',
    needs: ['A3'],
    run: (probe) => {
      if (probe.method === 'GET') return POST_ONLY
      const limit = bodyLimitOf(probe)
      const more = { padding: 'x'.repeat(limit + 1024 - 512) }
      return refuses(probe, { note: `more than ${limit / 1024} KB`, more }, [
        413,
        400,
      ])
    },
  },
  {
    id: 'A13',
    level: 'MUST',
    title: 'unknown keys are ignored',
    needs: ['A3'],
    run: async (probe) => {
      const reply = await probe.ask({
        note: 'with the unknown key "future_key"',
        more: { future_key: 'later' },
      })
      return expectAnswer(probe, reply, 'keys may be added to the contract') ??
        PASS
    },
  },
  {
    id: 'A14',
    level: 'MUST',
    title: 'another contract version: 400 UNSUPPORTED_VERSION',
    needs: ['A3'],
    run: (probe) => {
      const request = { ...BASIC_REQUEST, contract: 'wisely.signals/9' }
      return refuses(probe, { note: 'contract wisely.signals/9', request }, [
        400,
      ], 'UNSUPPORTED_VERSION')
    },
  },
]
