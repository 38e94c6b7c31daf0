import {
  AGENT_CODES,
  AGENT_CONTRACT,
  agentMetaSchema,
  usageSchema,
} from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { findEnvelopeFault, hasJsonType, isBarePlan, isObject, type JsonObject } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Probe } from '../probe.ts'
import type { Reply } from '../sendRequest.ts'
import { fail, PASS, type Verdict } from '../verdict.ts'

const ERROR_MAX_CHARS = 500
/** Lines of a stack, and absolute paths of the machine the agent runs on. */
const LEAKS = [
  /\n\s+at .+/,
  /\bat [\w.<>]+ \((file:|\/|node:)/,
  /Traceback \(most recent call last\)/,
  /(^|[\s"'(])(file:\/\/)?\/(home|usr|var|app|opt|srv|root|src|workspace|tmp)\/\S+/,
  /[A-Z]:\\\\?\w/,
]

const metaSchema = agentMetaSchema.omit({ usage: true }).required({
  contract: true,
  agent: true,
  agent_version: true,
  generated_at: true,
})

/** Fails on the first JSON reply whose envelope breaks a rule; bodies that are no envelope are B1's matter. */
function judgeEnvelopes(
  probe: Probe,
  expected: string,
  findFault: (envelope: JsonObject, reply: Reply) => string | null,
): Verdict {
  for (const reply of probe.transcript) {
    if (
      !isObject(reply.json) || isBarePlan(probe, reply) ||
      findEnvelopeFault(probe, reply) !== null
    ) {
      continue
    }
    const fault = findFault(reply.json, reply)
    if (fault !== null) return fail(reply, expected, fault)
  }
  return PASS
}

function findMetaFault(probe: Probe, envelope: JsonObject): string | null {
  if (envelope['ok'] !== true) return null
  const parsed = metaSchema.safeParse(
    isObject(envelope['meta']) ? { ...envelope['meta'], usage: undefined } : undefined,
  )
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return `meta.${issue?.path.map(String).join('.')}: ${issue?.message}`
  }
  const { contract, agent } = parsed.data
  if (contract !== AGENT_CONTRACT) return `meta.contract: "${contract}"`
  return agent === probe.agent ? null : `meta.agent: "${agent}"`
}

/** The envelope around every answer. All are judged over everything the agent said. */
export const ENVELOPE_CHECKS: readonly Check[] = [
  {
    id: 'B1',
    level: 'MUST',
    title: 'every body is an envelope: `ok`, and `data` when ok',
    atEnd: true,
    run: (probe) => {
      for (const reply of probe.transcript) {
        if (
          reply.failure !== null || !hasJsonType(reply) ||
          (reply.status >= 300 && reply.status < 400)
        ) {
          continue
        }
        const fault = findEnvelopeFault(probe, reply)
        if (fault !== null) {
          return fail(
            reply,
            '{ok: true, data: {…}} or {ok: false, error, code}',
            fault,
          )
        }
      }
      return PASS
    },
  },
  {
    id: 'B2',
    level: 'MUST',
    title: '`ok: true` comes with status 200 only',
    atEnd: true,
    run: (probe) =>
      judgeEnvelopes(
        probe,
        'a refusal says ok: false',
        (envelope, reply) =>
          envelope['ok'] === true && reply.status !== 200 ? `status ${reply.status} with ok: true` : null,
      ),
  },
  {
    id: 'B3',
    level: 'MUST',
    title: 'errors are short and show no stack and no path',
    atEnd: true,
    run: (probe) =>
      judgeEnvelopes(
        probe,
        `error: at most ${ERROR_MAX_CHARS} characters for a reader`,
        ({ error }) => {
          if (error === undefined) return null
          if (typeof error !== 'string') return 'error is no text'
          if (
            error.length > ERROR_MAX_CHARS
          ) return `error has ${error.length} characters`
          return LEAKS.some((leak) => leak.test(error)) ? `error: ${error}` : null
        },
      ),
  },
  {
    id: 'B4',
    level: 'MUST',
    title: '`meta` names contract, agent, version and time',
    atEnd: true,
    run: (probe) =>
      judgeEnvelopes(
        probe,
        `meta {contract: "${AGENT_CONTRACT}", agent: "${probe.agent}", agent_version, generated_at}`,
        (envelope, reply) => reply.status === 200 ? findMetaFault(probe, envelope) : null,
      ),
  },
  {
    id: 'B5',
    level: 'MUST',
    title: '`meta.usage`, if given, counts tokens',
    atEnd: true,
    run: (probe) =>
      judgeEnvelopes(
        probe,
        'usage {input_tokens, output_tokens, model, cost_usd?}',
        ({ meta }) => {
          const usage = isObject(meta) ? meta['usage'] : undefined
          const issue = usage === undefined ? undefined : usageSchema.safeParse(usage).error?.issues[0]
          return issue === undefined
            ? null
            : `meta.usage.${issue.path.map(String).join('.')}: ${issue.message}`
        },
      ),
  },
  {
    id: 'B6',
    level: 'SHOULD',
    title: 'codes are those of the contract',
    atEnd: true,
    run: (probe) =>
      judgeEnvelopes(
        probe,
        `one of ${AGENT_CODES.join(', ')}; any other counts as AGENT_ERROR`,
        ({ code }) =>
          code === undefined || AGENT_CODES.some((known) => known === code)
            ? null
            : `code: ${JSON.stringify(code)}`,
      ),
  },
]
