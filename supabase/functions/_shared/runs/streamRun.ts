import type { Timer } from '../contract/ports.ts'
import { RUN_MOVES, type RunEvent, type RunReading } from '../contract/runs.ts'
import type { Tail } from './tail.ts'

/** A comment at least this often: proxies close what is silent. */
export const HEARTBEAT_MS = 15_000
/** Ends by itself before the platform does (150 s to the end of an answer); the reader goes on where it was. */
export const STREAM_MS = 120_000
/** Events that are read at once. */
export const PAGE = 200
/** What a reader waits before it comes back, in ms. */
const RETRY_MS = 500

export type StreamPorts = {
  /** The run and at most PAGE of its events after a number; null when it cannot be read any more. */
  read(after: number): Promise<RunReading | null>
  tail: Tail
  timer: Timer
}

/** Bytes over a plain ArrayBuffer, as bodies want them; spelled so that older compilers take it too. */
type Bytes = ReturnType<TextEncoder['encode']>

/** A run's story after `after` as the body of an answer; whoever cancels it stops all that is under way for it. */
export function openStream(
  start: { after: number; first: RunReading },
  ports: StreamPorts,
): ReadableStream<Bytes> {
  const encoder = new TextEncoder()
  const leave = new AbortController()
  const chunks = tellRun(start, ports, leave)
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel() {
      leave.abort()
      await chunks.return(undefined)
    },
  })
}

/**
 * Server-Sent Events: `id` is the event's number, so that Last-Event-ID resumes without a gap or a repetition. Ends when
 * the run rests and everything is told, after two minutes, or when the run cannot be read.
 */
async function* tellRun(
  { after, first }: { after: number; first: RunReading },
  { read, tail, timer }: StreamPorts,
  leave: AbortController,
): AsyncGenerator<string, void> {
  const end = timer.deadline(STREAM_MS, leave.signal)
  // A number that was never given cannot have been seen.
  let seq = Math.min(after, first.run.event_seq)
  let reading: RunReading | null = first
  try {
    yield `retry: ${RETRY_MS}\n\n`
    while (reading !== null && !end.signal.aborted) {
      const { run, events }: RunReading = reading
      if (events.length > 0) yield events.map(renderEvent).join('')
      seq = events.at(-1)?.seq ?? seq
      if (seq >= run.event_seq) {
        // A run that rests may be told of once more (a review), but nobody needs to hold a connection for it.
        if (isAtRest(run.status)) return
        yield* beatUntil(tail.awaitAfter(run.id, seq, end.signal), timer, end.signal)
      }
      if (!end.signal.aborted) reading = await read(seq)
    }
  } finally {
    end.cancel()
    leave.abort()
  }
}

function isAtRest(status: RunReading['run']['status']): boolean {
  return status === 'needs_review' || RUN_MOVES[status].length === 0
}

function renderEvent(event: RunEvent): string {
  // JSON has no line break outside of its strings, and inside they are escaped: one data line is enough.
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** Comments until `advanced` settles; an aborted wait is the stream's end, not an error. */
async function* beatUntil(
  advanced: Promise<void>,
  timer: Timer,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  const settled = advanced.then(() => true, () => true)
  for (;;) {
    const silence = timer.deadline(HEARTBEAT_MS, signal)
    const silent = new Promise<boolean>((resolve) =>
      silence.signal.addEventListener('abort', () => resolve(false), { once: true })
    )
    const isOver = await Promise.race([settled, silent])
    silence.cancel()
    if (isOver || signal.aborted) return
    yield ': still here\n\n'
  }
}
