import { callRoute, composeRequest, orAbort, tryOnce } from './call.ts'
import { unexpectedResponse } from './decodeError.ts'
import { type ClientPorts, DEFAULT_TIMEOUT_MS, type Timer } from './options.ts'
import { OrchestratorError } from './orchestratorError.ts'
import { repeatWait } from './repeatWait.ts'
import { isRetryable } from './retryPolicy.ts'
import type { SessionEvent, SessionStatusResponse, StreamSessionOptions } from './sessionTypes.ts'
import { createSseParser, type SsePart } from './sseParser.ts'
import type { SupabaseLike } from './supabaseLike.ts'

/** The server says something every 15 s; a connection that is silent for longer has died unnoticed. */
const SILENCE_MS = 40_000
const RETRY_MS = 500
const TERMINAL = new Set<string>([
  'succeeded',
  'degraded',
  'failed',
  'cancelled',
])

type Source = { supabase: SupabaseLike; ports: ClientPorts }

/**
 * The session's events after `after`, each once and in order, until the session rests. A stream that is cut, silent,
 * full or over time is resumed where it was.
 */
export async function* streamSession(
  source: Source,
  id: string,
  options: StreamSessionOptions,
): AsyncGenerator<SessionEvent, void, undefined> {
  const { timer, random } = source.ports
  const {
    timeoutMs = DEFAULT_TIMEOUT_MS,
    signal = new AbortController().signal,
  } = options
  let seq = options.after ?? 0
  let retryMs = RETRY_MS
  let isInReview = false
  let tries = 0
  let troubleSince = timer.now()
  for (;;) {
    signal.throwIfAborted()
    let failure = cutOff()
    let isHeard = false
    let isTold = false
    // Ends the request also when the caller leaves the loop.
    const visit = new AbortController()
    try {
      for await (
        const part of readParts(
          await openStream(source, id, seq, options, visit.signal),
          timer,
          signal,
        )
      ) {
        if (part.kind === 'retry') retryMs = part.ms
        if (part.kind === 'comment') isHeard = true
        if (part.kind !== 'message') continue
        const event = parseEvent(part.data)
        if (event.seq <= seq) continue
        if (event.seq > seq + 1) {
          failure = unexpectedResponse(
            `event ${seq + 1} of the session is missing`,
          )
          break
        }
        seq = event.seq
        isHeard = isTold = true
        isInReview = event.type === 'needs_review'
        yield event
        if (TERMINAL.has(event.type)) return
      }
      // A review may already be followed by more, so the server's word counts: it ends the stream of a session at rest.
      if (isInReview || (!isTold && await isAtRest(source, id, seq, options))) {
        return
      }
    } catch (error) {
      signal.throwIfAborted()
      failure = error instanceof OrchestratorError ? error : cutOff(error)
      if (!isRetryable(failure)) throw failure
    } finally {
      visit.abort()
    }
    const now = timer.now()
    if (isHeard) troubleSince = now
    tries = isHeard ? 0 : tries + 1
    // The first comeback is the server's to time, with a little spread; after that whoever fails waits longer.
    const waitMs = tries === 0 ? Math.round(retryMs * (1 + random() / 2)) : Math.max(
      retryMs,
      (failure.retryAfter ?? 0) * 1000,
      repeatWait(tries, random),
    )
    if (now + waitMs >= troubleSince + timeoutMs) throw failure
    await timer.sleep(waitMs, signal)
  }
}

/** Whether nothing more is to come: a stream that ended without an event may also have been full or over time. */
async function isAtRest(
  { supabase, ports }: Source,
  id: string,
  seq: number,
  options: StreamSessionOptions,
): Promise<boolean> {
  const ask = {
    kind: 'read',
    path: `session/${id}/status?after=${seq}`,
  } as const
  // The route's answer, which the server's own tests hold to its shape.
  const { meta, events } = await callRoute(
    supabase,
    ports,
    ask,
    options,
  ) as SessionStatusResponse
  return meta.status !== 'running' && events.length === 0
}

async function openStream(
  { supabase, ports }: Source,
  id: string,
  seq: number,
  options: StreamSessionOptions,
  visit: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const path = `session/${id}/stream`
  // Every visit goes through invoke and so carries the token of its time.
  const request = composeRequest({ kind: 'read', path }, options, ports, visit)
  if (seq > 0) request.headers['Last-Event-ID'] = String(seq)
  const limit = ports.timer.deadline(SILENCE_MS, options.signal)
  const outcome = await orAbort(
    tryOnce(supabase, path, request, ports.timer.now),
    limit.signal,
  )
    .finally(limit.cancel)
  if (outcome.kind === 'failed') throw outcome.error
  // supabase-js hands an event stream out as the Response.
  const { body } = outcome.body as Partial<Response>
  if (!body) throw unexpectedResponse('it is not a stream of events')
  return body
}

async function* readParts(
  body: ReadableStream<Uint8Array>,
  timer: Timer,
  signal: AbortSignal,
): AsyncGenerator<SsePart> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const parse = createSseParser()
  try {
    for (;;) {
      const limit = timer.deadline(SILENCE_MS, signal)
      const { done, value } = await orAbort(reader.read(), limit.signal)
        .finally(limit.cancel)
      if (done) return
      yield* parse(decoder.decode(value, { stream: true }))
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

function parseEvent(text: string): SessionEvent {
  try {
    const event = JSON.parse(text)
    if (Number.isInteger(event.seq)) return event
  } catch {
    // Told below, as what has no number.
  }
  throw unexpectedResponse('an event of the stream has no number')
}

function cutOff(cause?: unknown): OrchestratorError {
  return new OrchestratorError(
    'NETWORK_ERROR',
    'Cannot follow the session: the stream was cut',
    { cause },
  )
}
