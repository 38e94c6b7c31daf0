import { readBodyCapped } from '../supabase/functions/_shared/agents/readBodyCapped.ts'
import { raceAbort } from '../supabase/functions/_shared/agents/raceAbort.ts'
import type { Fetch } from '../supabase/functions/_shared/contract/ports.ts'

/** The clock of a check; a test hands in one that it moves itself. Milliseconds, from any start. */
export type Clock = { now(): number }

export type Outgoing = {
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
  /** What is special about this request, in words. */
  note: string
  timeoutMs: number
}

export type Reply = {
  /** The request as a finding shows it; it holds no token. */
  sent: string
  path: string
  /** 0 when nothing came. */
  status: number
  headers: Headers
  text: string
  /** Undefined when the body is no JSON. */
  json: unknown
  ms: number
  failure:
    | 'connection failed'
    | 'timeout'
    | 'body larger than 256 KB'
    | 'body is not UTF-8'
    | 'body is packed, though Accept-Encoding: identity was sent'
    | null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function exchange(outgoing: Outgoing, send: Fetch, signal: AbortSignal) {
  const { method, url, headers, body } = outgoing
  const request = new Request(url, {
    method,
    headers: { ...headers, 'accept-encoding': 'identity' },
    body,
    redirect: 'manual',
    signal,
  })
  const response = await raceAbort(send(request), signal)
  return { response, read: await readBodyCapped(response, signal) }
}

/** One request and all of its answer. Never throws; redirects are not followed. */
export async function sendRequest(
  outgoing: Outgoing,
  send: Fetch,
  clock: Clock,
): Promise<Reply> {
  const { pathname, search } = new URL(outgoing.url)
  const path = `${pathname}${search.length > 200 ? `${search.slice(0, 200)}…` : search}`
  const sent = `${outgoing.method} ${path} (${outgoing.note})`
  const nothing = {
    sent,
    path: pathname,
    status: 0,
    headers: new Headers(),
    text: '',
    json: undefined,
  }
  const signal = AbortSignal.timeout(Math.max(1, outgoing.timeoutMs))
  const startedAt = clock.now()
  try {
    const { response, read } = await exchange(outgoing, send, signal)
    const { status, headers } = response
    const answer = { ...nothing, status, headers, ms: clock.now() - startedAt }
    switch (read.kind) {
      case 'text':
        return {
          ...answer,
          text: read.text,
          json: parseJson(read.text),
          failure: null,
        }
      case 'too_large':
        return { ...answer, failure: 'body larger than 256 KB' }
      case 'not_text':
        return { ...answer, failure: 'body is not UTF-8' }
      case 'encoded':
        return { ...answer, failure: 'body is packed, though Accept-Encoding: identity was sent' }
      default:
        return read satisfies never
    }
  } catch {
    const failure = signal.aborted ? 'timeout' : 'connection failed'
    return { ...nothing, ms: clock.now() - startedAt, failure }
  }
}
