import { AGENT_CONTRACT, manifestSchema } from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { expectAnswer, hasJsonType, isRedirect } from '../answer.ts'
import type { Check } from '../check.ts'
import type { Probe } from '../probe.ts'
import type { Reply } from '../sendRequest.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'

const MANIFEST_MAX_BYTES = 16 * 1024

function judgeManifest(probe: Probe): Verdict {
  const { manifestReply: reply, agent } = probe
  if (reply.status !== 200) {
    return skip('no manifest is served: the defaults of the contract hold')
  }
  const size = new TextEncoder().encode(reply.text).length
  if (size > MANIFEST_MAX_BYTES) {
    return fail(reply, `at most ${MANIFEST_MAX_BYTES} bytes`, `${size} bytes`)
  }
  const parsed = manifestSchema.safeParse(reply.json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return fail(
      reply,
      'a manifest',
      `${issue?.path.map(String).join('.') || 'body'}: ${issue?.message}`,
    )
  }
  if (parsed.data.agent !== agent) {
    return fail(reply, `agent: "${agent}"`, `agent: "${parsed.data.agent}"`)
  }
  const speaks = parsed.data.contracts.includes(AGENT_CONTRACT)
  return speaks ? PASS : fail(
    reply,
    `contracts with "${AGENT_CONTRACT}"`,
    JSON.stringify(parsed.data.contracts),
  )
}

/** Fails on the first reply (the manifest's too) that breaks a rule of the wire. */
function judgeAll(
  probe: Probe,
  expected: string,
  findFault: (reply: Reply) => string | null,
): Verdict {
  for (const reply of [probe.manifestReply, ...probe.transcript]) {
    const fault = findFault(reply)
    if (fault !== null) return fail(reply, expected, fault)
  }
  return PASS
}

/** The wire itself: what holds for every request and every answer. */
export const TRANSPORT_CHECKS: readonly Check[] = [
  {
    id: 'A1',
    level: 'SHOULD',
    title: 'a manifest is served',
    run: ({ manifestReply }) =>
      manifestReply.status === 200 ? PASS : fail(
        manifestReply,
        '200 and the manifest, else the defaults of the contract hold',
      ),
  },
  {
    id: 'A2',
    level: 'MUST',
    title: 'the manifest is valid and names this agent',
    run: judgeManifest,
  },
  {
    id: 'A3',
    level: 'MUST',
    title: 'a good request is answered by every declared method',
    run: async (probe) => {
      for (const method of probe.methods) {
        const finding = expectAnswer(
          probe,
          await probe.basic(method),
          `${method} is declared`,
        )
        if (finding !== null) return finding
      }
      return PASS
    },
  },
  {
    id: 'A4',
    level: 'MUST',
    title: 'every request gets a whole answer',
    atEnd: true,
    run: (probe) =>
      judgeAll(
        probe,
        'an answer within 15 s and 256 KB',
        (reply) => reply.failure && `no answer: ${reply.failure}`,
      ),
  },
  {
    id: 'A5',
    level: 'MUST',
    title: 'bodies are typed as JSON',
    atEnd: true,
    run: (probe) =>
      judgeAll(probe, 'content-type: application/json', (reply) => {
        const hasBody = reply.failure === null && reply.status !== 304 &&
          !isRedirect(reply.status)
        // Whether there is a manifest at all is A1's matter, so a 404 page in its place is none of this check's.
        const isMissing = reply === probe.manifestReply && reply.status !== 200
        return hasBody && !isMissing && !hasJsonType(reply)
          ? `content-type: ${reply.headers.get('content-type') ?? '(none)'}`
          : null
      }),
  },
  {
    id: 'A6',
    level: 'MUST',
    title: 'nothing is redirected',
    atEnd: true,
    run: (probe) =>
      judgeAll(
        probe,
        'no 3xx but 304: redirects are not followed',
        (reply) => isRedirect(reply.status) ? `location: ${reply.headers.get('location') ?? '(none)'}` : null,
      ),
  },
  {
    id: 'A7',
    level: 'MUST',
    title: 'no cookies are set',
    atEnd: true,
    run: (probe) =>
      judgeAll(
        probe,
        'no set-cookie header',
        (reply) => reply.headers.has('set-cookie') ? `set-cookie: ${reply.headers.get('set-cookie')}` : null,
      ),
  },
]
