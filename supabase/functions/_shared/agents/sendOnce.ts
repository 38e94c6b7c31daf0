import type { Fetch } from '../contract/ports.ts'
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

/** One request, headers and body under one signal. Never throws; a redirect comes back as its 3xx status. */
export async function sendOnce(
  request: Request,
  send: Fetch,
  signal: AbortSignal,
): Promise<Reply | TryFailure> {
  try {
    const answer = send(request)
    const response = await raceAbort(answer, signal).catch((error: unknown) => {
      // An answer that comes after all is given back, or it would hold its connection.
      answer.then(discardBody, () => {})
      throw error
    })
    if (
      response.status === 304 || response.status < 200 || (response.status > 299 && response.status < 400)
    ) {
      await discardBody(response)
      return { status: response.status, headers: response.headers, body: { kind: 'text', text: '' } }
    }
    return {
      status: response.status,
      headers: response.headers,
      body: await readBodyCapped(response, signal),
    }
  } catch (error) {
    return judgeThrown(error, signal)
  }
}
