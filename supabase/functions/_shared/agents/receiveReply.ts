import { clampDelay } from '../domain/retryAfter.ts'
import type { Reply } from './judgeReply.ts'
import { discardBody, readBodyCapped } from './readBodyCapped.ts'
import { failTry, type TryFailure } from './tryOutcome.ts'
import { raceAbort } from './raceAbort.ts'

function judgeThrown(error: unknown, signal: AbortSignal): TryFailure {
  // The platform's limit on calls inside a project: fetch throws Deno.errors.RateLimitError, retryAfterMs may be null.
  if (error instanceof Error && error.name === 'RateLimitError') {
    const wish = 'retryAfterMs' in error ? error.retryAfterMs : null
    return failTry('RATE_LIMIT', { retry_after_ms: clampDelay(wish) })
  }
  if (!signal.aborted) return failTry('AGENT_ERROR', { retryable: true, detail: 'network' })
  // Anything but a run-out timer means that our own caller has left: not the agent's fault, and no reason to go on.
  const isTimeout = signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
  return isTimeout ? failTry('TIMEOUT') : failTry('DEADLINE', { retryable: false })
}

/** What came of one request, headers and body under one signal. Never throws; a redirect is its 3xx status. */
export function receiveReply(answer: Promise<Response>, signal: AbortSignal): Promise<Reply | TryFailure> {
  return raceAbort(readReply(answer, signal), signal).catch((error: unknown) => judgeThrown(error, signal))
}

async function readReply(answer: Promise<Response>, signal: AbortSignal): Promise<Reply> {
  const response = await answer
  const { status, headers } = response
  // An answer that comes after all is given back, or it would hold its connection.
  if (signal.aborted || status === 304 || status < 200 || (status > 299 && status < 400)) {
    await discardBody(response)
    return { status, headers, body: { kind: 'text', text: '' } }
  }
  return { status, headers, body: await readBodyCapped(response, signal) }
}
