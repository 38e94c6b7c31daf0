import { AGENT_CONTRACT, type Participant } from '../_shared/contract/agentMessages.ts'
import { canonicalJson, sha256Hex } from '../_shared/domain/canonicalJson.ts'
import { matchesEtag } from '../_shared/http/etag.ts'
import { AGENT_VERSION } from './agentVersion.ts'
import type { Usage } from './author.ts'
import type { Refusal } from './readAsk.ts'

function respond(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-agent-version': AGENT_VERSION,
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })
}

/** A refusal in the envelope. */
export function answerRefusal(
  { status, code, error, usage }: Refusal & { usage?: Usage | null },
  headers: Record<string, string> = {},
): Response {
  return respond(status, {
    ok: false,
    error,
    ...(code === null ? {} : { code }),
    ...(usage ? { meta: { contract: AGENT_CONTRACT, usage } } : {}),
  }, headers)
}

/** Plain data outside the signal contract: manifest and health. */
export function answerPlain(data: unknown): Response {
  return respond(200, data)
}

export type Answer = {
  participant: Participant
  data: unknown
  nowMs: number
  /** Seconds the answer may be kept; null: not at all. */
  max_age_s: number | null
  /** The validator of a POST; a GET has it in its header. */
  if_none_match: string | null
  isGet: boolean
  agent_version: string
  /** The agent's rules stood in for a model that failed. */
  degraded: boolean
  /** Null: no model was asked. */
  usage: Usage | null
}

/** Data in the envelope with its validator, or only the news that the caller's copy is still right. */
export function answerData(answer: Answer): Response {
  const etag = `"${sha256Hex(canonicalJson(answer.data)).slice(0, 32)}"`
  const headers = {
    etag,
    'x-agent-version': answer.agent_version,
    'cache-control': answer.max_age_s === null ? 'no-store' : `private, max-age=${answer.max_age_s}`,
  }
  const meta = {
    contract: AGENT_CONTRACT,
    agent: answer.participant,
    agent_version: answer.agent_version,
    generated_at: new Date(answer.nowMs).toISOString(),
    ...(answer.degraded ? { degraded: true } : {}),
    ...(answer.usage === null ? {} : { usage: answer.usage }),
  }
  if (!matchesEtag(answer.if_none_match, etag)) {
    return respond(200, { ok: true, data: answer.data, meta }, headers)
  }
  // A POST may not answer 304 (RFC 9110), so its envelope says it.
  if (!answer.isGet) {
    return respond(200, { ok: true, code: 'NOT_MODIFIED', meta }, headers)
  }
  return new Response(null, { status: 304, headers })
}
