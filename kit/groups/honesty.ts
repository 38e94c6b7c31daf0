import { isPlaceholder } from '../../supabase/functions/_shared/domain/planner/placeholders.ts'
import { dataOf, isObject, type JsonObject, listTexts } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Probe } from '../probe.ts'
import { NEWCOMER_REQUEST, SOURCE_URL } from '../requests.ts'
import type { Reply } from '../sendRequest.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'

const URL_PATTERN = /\bhttps?:\/\/[^\s"'<>)\]]+/gi

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined
}

/** URLs in a value that the request did not name. */
export function findForeignUrl(
  value: unknown,
  allowed: readonly string[],
): string | null {
  const urls = listTexts(value).flatMap((text) => text.match(URL_PATTERN) ?? [])
  return urls.find((url) => !allowed.includes(url.replace(/[.,;:!?]+$/, ''))) ??
    null
}

const newcomers = new WeakMap<Probe, Promise<Reply>>()

/** The newcomer's answer, asked once a run. */
function askAsNewcomer(probe: Probe): Promise<Reply> {
  const known = newcomers.get(probe) ??
    probe.ask({ note: 'an empty history', request: NEWCOMER_REQUEST })
  newcomers.set(probe, known)
  return known
}

function emptyCheck(
  id: string,
  claim: string,
  members: Partial<Record<Probe['agent'], string>>,
): Check {
  return {
    id,
    level: 'MUST',
    title: `an empty history gives no ${claim}`,
    needs: ['A3'],
    run: async (probe) => {
      const member = members[probe.agent]
      if (member === undefined) {
        return skip(`${probe.agent} says nothing about a ${claim}`)
      }
      const reply = await askAsNewcomer(probe)
      const value = dataOf(probe, reply)[member]
      const isInvented = isFilled(value)
      return isInvented
        ? fail(
          reply,
          `${member}: nothing, for there is no evidence`,
          `${member}: ${JSON.stringify(value)}`,
        )
        : PASS
    },
  }
}

async function judgeTexts(
  probe: Probe,
  expected: string,
  findFault: (data: JsonObject) => string | null,
): Promise<Verdict> {
  const reply = await probe.basic()
  const fault = findFault(dataOf(probe, reply))
  return fault === null ? PASS : fail(reply, expected, fault)
}

/** No evidence means null or an empty list, never a plausible number. */
export const HONESTY_CHECKS: readonly Check[] = [
  emptyCheck('F1', 'score', { alex: 'last_assessment' }),
  emptyCheck('F2', 'mastery', { ta: 'mastery' }),
  emptyCheck('F3', 'blocker', { ta: 'blockers', socratic: 'unresolved' }),
  emptyCheck('F4', 'gap', { alex: 'gaps' }),
  {
    id: 'F5',
    level: 'MUST',
    title: 'an empty history gives no finished unit',
    needs: ['A3'],
    run: async (probe) => {
      if (probe.agent !== 'clo') return skip(`${probe.agent} counts no units`)
      const reply = await askAsNewcomer(probe)
      const forecast = dataOf(probe, reply)['forecast']
      const done = isObject(forecast) ? forecast['units_done'] : undefined
      return done === 0 || done === undefined
        ? PASS
        : fail(reply, 'forecast.units_done: 0', `units_done: ${done}`)
    },
  },
  {
    id: 'F6',
    level: 'MUST',
    title: 'URLs come from the request only',
    needs: ['A3'],
    run: (probe) => {
      if (probe.agent === 'instructor') {
        return skip('J5 judges the URLs of a plan')
      }
      const allowed = probe.method === 'POST' ? [SOURCE_URL] : []
      return judgeTexts(
        probe,
        'no URL but those of the request',
        (data) => findForeignUrl(data, allowed),
      )
    },
  },
  {
    id: 'F7',
    level: 'MUST',
    title: 'no placeholders are left in the text',
    needs: ['A3'],
    run: (probe) =>
      judgeTexts(probe, 'finished text', (data) => {
        const left = listTexts(data).find(isPlaceholder)
        return left === undefined ? null : JSON.stringify(left)
      }),
  },
]
