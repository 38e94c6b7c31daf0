import type { AgentCode } from '../contract/agentMessages.ts'
import { parseHttpDate, parseRetryAfter } from '../domain/retryAfter.ts'
import { parseCacheControl } from './cachePolicy.ts'
import { readEtag } from './etag.ts'
import type { EnvelopeReading } from './parseEnvelope.ts'
import type { CappedBody } from './readBodyCapped.ts'
import {
  type AnswerHeaders,
  failTry,
  type FailureCode,
  type TryFailure,
  type TryOutcome,
} from './tryOutcome.ts'

export type Reply = { status: number; headers: Headers; body: CappedBody }

function readHeaders(headers: Headers): AnswerHeaders {
  return {
    etag: readEtag(headers.get('etag')),
    cache: parseCacheControl(headers.get('cache-control')),
    agent_version: headers.get('x-agent-version')?.slice(0, 64) || null,
  }
}

/** Codes an agent may give for a request it refuses; every other code of its own is AGENT_ERROR. */
const AGENTS_OWN: readonly FailureCode[] = [
  'DEADLINE',
  'RATE_LIMIT',
  'BAD_SCHEMA',
  'TOO_LARGE',
  'UNAUTHORIZED',
  'UNSUPPORTED_VERSION',
  'BUDGET',
]

function chooseCode(status: number, said: AgentCode | null): FailureCode {
  const own = AGENTS_OWN.find((code) => code === said) ?? null
  // A spent allowance lasts for the day: asking again this minute, or sparing other learners the agent, is no cure.
  if (status === 429) return own === 'BUDGET' ? own : 'RATE_LIMIT'
  if (status === 401 || status === 403) return 'UNAUTHORIZED'
  if (status === 404) return 'NOT_FOUND'
  if (status === 413) return 'TOO_LARGE'
  if (status === 400 || status === 422) return own === 'UNSUPPORTED_VERSION' ? own : 'BAD_SCHEMA'
  if (status >= 500) return own === 'DEADLINE' || own === 'RATE_LIMIT' ? own : 'AGENT_ERROR'
  return status === 200 && own !== null ? own : 'AGENT_ERROR'
}

function judgeRefusal(
  reply: Reply,
  said: { code: AgentCode | null; error: string | null },
  now: number,
): TryFailure {
  const code = chooseCode(reply.status, said.code)
  const verdict = failTry(code)
  // Here the agent found our request wrong; that says nothing about its health.
  const isAboutRequest = code === 'BAD_SCHEMA' || code === 'TOO_LARGE'
  // The sender's own clock, where it gives one, makes a Retry-After date independent of clock skew.
  const sentAt = parseHttpDate(reply.headers.get('date'), now) ?? now
  return {
    ...verdict,
    retryable: verdict.retryable || reply.status >= 500,
    breaker: isAboutRequest ? 'neutral' : verdict.breaker,
    retry_after_ms: parseRetryAfter(reply.headers.get('retry-after'), sentAt),
    http_status: reply.status,
    agent_error: said.error?.slice(0, 500) ?? null,
  }
}

function hasJsonType(headers: Headers): boolean {
  return /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(headers.get('content-type') ?? '')
}

/** What a reply means. Only a 200 with a JSON envelope that says `ok: true`, or a 304, is no failure. */
export function judgeReply<T>(
  reply: Reply,
  parse: (text: string) => EnvelopeReading<T>,
  now: number,
): TryOutcome<T> {
  const { status, body } = reply
  const headers = readHeaders(reply.headers)
  if (status === 304) return { kind: 'not_modified', ...headers }

  const isReadable = body.kind === 'text' && hasJsonType(reply.headers)
  const reading = isReadable ? parse(body.text) : null
  if (reading?.kind === 'refused') return judgeRefusal(reply, reading, now)
  if (status < 200 || status > 299) return judgeRefusal(reply, { code: null, error: null }, now)

  const bad = (detail: string) => failTry('BAD_SCHEMA', { http_status: status, detail })
  if (status !== 200) return bad('status: not 200')
  if (body.kind === 'too_large') return failTry('TOO_LARGE', { http_status: status })
  if (body.kind === 'encoded') return bad('content-encoding: not asked for')
  if (reading === null) return bad(body.kind === 'not_text' ? 'body: not UTF-8' : 'content-type: not JSON')
  if (reading.kind === 'malformed') {
    return failTry(reading.code, { http_status: status, detail: reading.detail })
  }

  const agent_version = reading.meta.agent_version ?? headers.agent_version
  if (reading.kind === 'not_modified') return { kind: 'not_modified', ...headers, agent_version }
  const { generated_at, strict, degraded } = reading.meta
  return { kind: 'answered', data: reading.data, generated_at, strict, degraded, ...headers, agent_version }
}
