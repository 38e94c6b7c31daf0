import { decodeError, unexpectedResponse } from './decodeError.ts'
import { type ClientPorts, DEFAULT_TIMEOUT_MS, type WriteOptions } from './options.ts'
import { OrchestratorError } from './orchestratorError.ts'
import { nextWait } from './retryPolicy.ts'
import type { InvokeOptions, SupabaseLike } from './supabaseLike.ts'

/**
 * A read is a GET without body; a write is a POST with one and always carries an idempotency key. The path begins with
 * the function's name.
 */
export type Ask =
  | { kind: 'read'; path: string }
  | { kind: 'write'; path: string; body: Record<string, unknown> }

/** Calls one route, tries again where that is safe, and answers the body or throws an OrchestratorError. */
export async function callRoute(
  supabase: SupabaseLike,
  ports: ClientPorts,
  ask: Ask,
  options: WriteOptions,
): Promise<unknown> {
  const { timer } = ports
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  options.signal?.throwIfAborted()
  const startedAt = timer.now()
  // Not invoke's own `timeout`: it ignores a signal that was aborted before and stops before an error's body is read.
  const deadline = timer.deadline(timeoutMs, options.signal)
  const request = composeRequest(ask, options, ports, deadline.signal)
  try {
    for (let tries = 1;; tries++) {
      const outcome = await orAbort(
        tryOnce(supabase, ask.path, request, timer.now),
        deadline.signal,
      )
      if (outcome.kind === 'answered') return outcome.body
      // A try that the deadline cut may still report itself as a network error first.
      deadline.signal.throwIfAborted()
      const waitMs = nextWait(
        outcome.error,
        tries,
        startedAt + timeoutMs - timer.now(),
        ports.random,
      )
      if (waitMs === null) throw outcome.error
      await timer.sleep(waitMs, deadline.signal)
    }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    if (!deadline.signal.aborted || error instanceof OrchestratorError) {
      throw error
    }
    throw new OrchestratorError(
      'TIMEOUT',
      `Cannot reach the orchestrator: no answer within ${timeoutMs} ms`,
      {
        requestId: options.requestId ?? null,
        cause: error,
      },
    )
  } finally {
    deadline.cancel()
  }
}

type Outcome = { kind: 'answered'; body: object } | {
  kind: 'failed'
  error: OrchestratorError
}

/** One request; never throws. */
export async function tryOnce(
  supabase: SupabaseLike,
  path: string,
  request: InvokeOptions,
  now: () => number,
): Promise<Outcome> {
  // An object that throws instead of returning its error is decoded the same way.
  const { data, error } = await supabase.functions.invoke(path, request)
    .catch((thrown: unknown) => ({ data: null, error: thrown }))
  if (error) return { kind: 'failed', error: await decodeError(error, now()) }
  if (data === null || typeof data !== 'object') {
    return {
      kind: 'failed',
      error: unexpectedResponse('it is not a JSON object'),
    }
  }
  return { kind: 'answered', body: data }
}

export function composeRequest(
  ask: Ask,
  options: WriteOptions,
  ports: ClientPorts,
  signal: AbortSignal,
): InvokeOptions {
  const headers: Record<string, string> = {}
  if (options.requestId !== undefined) {
    headers['X-Request-Id'] = options.requestId
  }
  // Only the header: invoke's `region` also adds a query parameter, which the routes do not know.
  if (options.region !== undefined) headers['x-region'] = options.region
  if (ask.kind === 'read') return { method: 'GET', headers, signal }
  headers['Idempotency-Key'] = options.idempotencyKey ?? ports.makeKey()
  return { method: 'POST', headers, body: ask.body, signal }
}

/** Rejects as soon as the signal aborts, even when the promise never settles. */
export function orAbort<Result>(
  promise: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
