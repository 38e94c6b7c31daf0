import type { Timer } from '../contract/ports.ts'
import { RUN_MOVES, type RunEvent, type RunReading } from '../contract/runs.ts'
import type { Tail } from './tail.ts'

/** A comment at least this often: proxies close what is silent. */
export const HEARTBEAT_MS = 15_000
/** Ends by itself before the platform does (150 s to the end of an answer); the reader goes on where it was. */
export const STREAM_MS = 120_000
/** What a reader waits before it comes back, in ms. */
const RETRY_MS = 500
const PAGE = 200

export type StreamPorts = {
  /** The run and its events after a number; throws when it is gone. */
  read(after: number, limit: number): Promise<RunReading>
  tail: Tail
  timer: Timer
}

/**
 * A run's story as Server-Sent Events from after `after` on: `id` is the event's number, so that Last-Event-ID resumes
 * without a gap or a repetition. Ends when the run rests and everything is told, or after two minutes.
 */
export async function* streamRun(
  run_id: string,
  after: number,
  ports: StreamPorts,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const end = ports.timer.deadline(STREAM_MS, signal)
  try {
    yield `retry: ${RETRY_MS}\n\n`
    let seq = after
    while (!end.signal.aborted) {
      const { run, events } = await ports.read(seq, PAGE)
      for (const event of events) yield renderEvent(event)
      seq = events.at(-1)?.seq ?? seq
      if (seq < run.event_seq) continue
      // A run that rests may be told of once more (a review), but nobody needs to hold a connection for it.
      if (isAtRest(run.status)) return
      yield* beatUntil(ports.tail.awaitAfter(run_id, seq, end.signal), ports.timer, end.signal)
    }
  } finally {
    end.cancel()
  }
}

export function isAtRest(status: RunReading['run']['status']): boolean {
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
): AsyncGenerator<string> {
  const settled = advanced.then(() => 'advanced' as const, () => 'advanced' as const)
  for (;;) {
    const silence = new AbortController()
    const follow = () => silence.abort()
    signal.addEventListener('abort', follow, { once: true })
    const silent = timer.sleep(HEARTBEAT_MS, silence.signal).then(
      () => 'silent' as const,
      () => 'advanced' as const,
    )
    const first = await Promise.race([settled, silent])
    signal.removeEventListener('abort', follow)
    silence.abort()
    if (first === 'advanced') return
    yield ': still here\n\n'
  }
}

/** The stream as a body; `onEnd` also when the reader leaves. */
export function toBody(lines: AsyncGenerator<string>, onLeave: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await lines.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      } catch (error) {
        controller.error(error)
      }
    },
    async cancel() {
      onLeave()
      await lines.return(undefined)
    },
  })
}
