import type { AgentRequest, Dependency } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { canonicalJson } from '../../supabase/functions/_shared/domain/canonicalJson.ts'
import { dataOf } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Ask, Probe } from '../probe.ts'
import {
  BASIC_REQUEST,
  OTHER_HISTORY,
  OTHER_TOPIC,
  withIntent,
  withPosition,
  withState,
} from '../requests.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'

async function staysEqual(
  probe: Probe,
  ask: Ask,
  expected: string,
): Promise<Verdict> {
  const before = canonicalJson(dataOf(probe, await probe.basic()))
  const reply = await probe.ask(ask)
  return canonicalJson(dataOf(probe, reply)) === before ? PASS : fail(reply, expected)
}

/** Only what the query of a GET carries can be varied there. */
const IN_QUERY: readonly Dependency[] = ['intent', 'week', 'day']

function inputCheck(
  id: string,
  input: Dependency,
  note: string,
  request: AgentRequest,
): Check {
  return {
    id,
    level: 'MUST',
    title: `data depend on ${input} only if that is declared`,
    needs: ['A3', 'C1'],
    softForModels: true,
    run: (probe) => {
      if (probe.depends_on.includes(input)) return skip(`${input} is declared`)
      if (probe.method === 'GET' && !IN_QUERY.includes(input)) {
        return skip(`a GET carries no ${input}`)
      }
      const expected = `the same data: depends_on [${probe.depends_on.join(', ')}] does not name ${input}`
      return staysEqual(probe, { note, request }, expected)
    },
  }
}

/** What the answers depend on. An undeclared input means that learners are served another day's answer from the cache. */
export const DEPENDENCY_CHECKS: readonly Check[] = [
  inputCheck(
    'D1',
    'intent',
    'another topic',
    withIntent(BASIC_REQUEST, OTHER_TOPIC),
  ),
  inputCheck(
    'D2',
    'week',
    'week 4 instead of 2',
    withPosition(BASIC_REQUEST, { week: 4 }),
  ),
  inputCheck(
    'D3',
    'day',
    'the next day',
    withPosition(BASIC_REQUEST, { day: 3, local_date: '2025-03-12' }),
  ),
  inputCheck(
    'D4',
    'history',
    'one more completed day',
    withState(BASIC_REQUEST, OTHER_HISTORY),
  ),
  inputCheck(
    'D5',
    'reviews',
    'other units due',
    withState(BASIC_REQUEST, { reviews_due: ['sd-flour', 'sd-starter'] }),
  ),
  {
    id: 'D6',
    level: 'MUST',
    title: 'data depend on no request id, trace or time left',
    needs: ['A3', 'C1'],
    softForModels: true,
    run: (probe) =>
      staysEqual(probe, {
        note: 'another request id, trace and deadline',
        request: {
          ...BASIC_REQUEST,
          request_id: '0a6f1c1e-5b1f-4f0e-9d5e-000000000002',
          deadline_ms: 14_000,
        },
        headers: {
          'x-deadline-ms': '14000',
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        },
      }, 'the same data: these name the call, not the question'),
  },
]
