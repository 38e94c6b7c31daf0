import { canonicalJson } from '../../supabase/functions/_shared/domain/canonicalJson.ts'
import { dataOf, expectAnswer, isObject, requireSound } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Probe } from '../probe.ts'
import { BASIC_REQUEST, OTHER_TOPIC, withIntent } from '../requests.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'

const FOREIGN_ETAG = '"00000000000000000000000000000000"'
const NO_VALIDATORS = skip('an instructor is sent no validators')

function isAskedConditionally(probe: Probe): boolean {
  return probe.agent !== 'instructor'
}

/** A conditional GET with a form of the current validator, which every form has to match. */
async function matches(
  probe: Probe,
  name: string,
  formOf: (etag: string) => string,
): Promise<Verdict> {
  if (!isAskedConditionally(probe)) return NO_VALIDATORS
  if (!probe.methods.includes('GET')) return skip('only a GET is conditional')
  const etag = (await probe.basic('GET')).headers.get('etag')
  if (etag === null) return skip('the answer to a GET has no ETag')
  const form = formOf(etag)
  const headers = { 'if-none-match': form }
  const reply = await probe.ask({
    note: `If-None-Match: ${form}`,
    method: 'GET',
    headers,
  })
  requireSound(probe, reply)
  if (reply.status !== 304) {
    return fail(reply, `304: ${name} names the same data`)
  }
  return reply.text === '' ? PASS : fail(reply, '304 without a body')
}

function formCheck(
  id: string,
  title: string,
  name: string,
  formOf: (etag: string) => string,
): Check {
  return {
    id,
    level: 'MUST',
    title,
    needs: ['A3', 'C1', 'C2'],
    run: (probe) => matches(probe, name, formOf),
  }
}

/** Conditional requests: what saves a learner's agents most of their work. */
export const VALIDATOR_CHECKS: readonly Check[] = [
  {
    id: 'C1',
    level: 'MUST',
    title: 'the same request gets the same ETag and the same data',
    needs: ['A3'],
    softForModels: true,
    run: async (probe) => {
      const first = await probe.basic()
      const again = await probe.ask({ note: 'the basic request again' })
      const data = dataOf(probe, first)
      if (canonicalJson(dataOf(probe, again)) !== canonicalJson(data)) {
        return fail(again, 'the data of the first answer')
      }
      const etags = [first, again].map((reply) => reply.headers.get('etag'))
      const isSame = etags[0] === etags[1] || !isAskedConditionally(probe)
      return isSame ? PASS : fail(again, `etag: ${etags[0]}`, `etag: ${etags[1]}`)
    },
  },
  {
    id: 'C2',
    level: 'MUST',
    title: 'answers carry a strong, quoted ETag',
    needs: ['A3'],
    run: async (probe) => {
      if (!isAskedConditionally(probe)) return NO_VALIDATORS
      const reply = await probe.basic()
      const etag = reply.headers.get('etag') ?? ''
      return /^"[\x21\x23-\x7e]{1,190}"$/.test(etag)
        ? PASS
        : fail(reply, 'etag: "…"', `etag: ${etag || '(none)'}`)
    },
  },
  formCheck(
    'C3',
    'If-None-Match with the exact ETag: 304',
    'the ETag itself',
    (etag) => etag,
  ),
  formCheck(
    'C4',
    'If-None-Match with the weak form: 304',
    'W/ before it',
    (etag) => `W/${etag}`,
  ),
  formCheck(
    'C5',
    'If-None-Match with a list: 304',
    'a list with it',
    (etag) => `${FOREIGN_ETAG}, ${etag}`,
  ),
  formCheck('C6', 'If-None-Match: *: 304', 'a star', () => '*'),
  {
    id: 'C7',
    level: 'SHOULD',
    title: 'a 304 repeats the ETag',
    atEnd: true,
    run: (probe) => {
      const reply = probe.transcript.find(({ status, headers }) => status === 304 && !headers.has('etag'))
      return reply === undefined ? PASS : fail(reply, 'the etag header (RFC 9110, 15.4.5)', 'no etag header')
    },
  },
  {
    id: 'C8',
    level: 'MUST',
    title: 'if_none_match in a POST: 200 with code NOT_MODIFIED',
    needs: ['A3', 'C1', 'C2'],
    run: async (probe) => {
      if (!isAskedConditionally(probe)) return NO_VALIDATORS
      if (probe.method === 'GET') return skip('this agent takes no bodies')
      const if_none_match = (await probe.basic()).headers.get('etag')
      const reply = await probe.ask({
        note: `if_none_match: ${if_none_match}`,
        more: { if_none_match },
      })
      requireSound(probe, reply)
      const isRight = reply.status === 200 && isObject(reply.json) &&
        reply.json['code'] === 'NOT_MODIFIED'
      return isRight ? PASS : fail(
        reply,
        '200 with {ok: true, code: "NOT_MODIFIED"}: a POST may not answer 304',
      )
    },
  },
  {
    id: 'C9',
    level: 'MUST',
    title: 'other data, another ETag',
    needs: ['A3', 'C1', 'C2'],
    run: async (probe) => {
      if (!isAskedConditionally(probe)) return NO_VALIDATORS
      const first = await probe.basic()
      const other = await probe.ask({
        note: 'another topic',
        request: withIntent(BASIC_REQUEST, OTHER_TOPIC),
      })
      if (
        canonicalJson(dataOf(probe, other)) ===
          canonicalJson(dataOf(probe, first))
      ) {
        return skip('another topic gave the same data')
      }
      const etag = other.headers.get('etag')
      return etag === first.headers.get('etag')
        ? fail(other, `an etag other than ${etag}`, `etag: ${etag}`)
        : PASS
    },
  },
  {
    id: 'C10',
    level: 'MUST',
    title: 'a foreign ETag: 200 with data',
    needs: ['A3'],
    run: async (probe) => {
      if (!isAskedConditionally(probe)) return NO_VALIDATORS
      const reply = await probe.ask({
        note: `with the foreign validator ${FOREIGN_ETAG}`,
        ...(probe.method === 'GET'
          ? { headers: { 'if-none-match': FOREIGN_ETAG } }
          : { more: { if_none_match: FOREIGN_ETAG } }),
      })
      const finding = expectAnswer(
        probe,
        reply,
        'the validator is of no answer of yours',
      )
      if (finding !== null) return finding
      const hasData = isObject(reply.json) && isObject(reply.json['data'])
      return hasData ? PASS : fail(reply, 'data: the validator is of no answer of yours')
    },
  },
]
