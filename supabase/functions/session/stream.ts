import type { Log, Timer } from '../_shared/contract/ports.ts'
import type { RunPage } from '../_shared/contract/runs.ts'
import { sessionQuerySchema } from '../_shared/contract/session.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { ReadPage } from '../_shared/runs/pageReader.ts'
import { openStream, PAGE } from '../_shared/runs/streamRun.ts'
import type { Tail } from '../_shared/runs/tail.ts'
import type { RunStore } from '../_shared/store/runStore.ts'

export type StreamPorts = { runs: RunStore; readPage: ReadPage; tail: Tail; timer: Timer; log: Log }

/** A session's events as they happen. What cannot be read is refused before the stream begins. */
export async function stream(call: Call, ports: StreamPorts): Promise<Answer> {
  const after = readCursor(call)
  const first = accept(
    call,
    await timed(
      call.trail,
      'db',
      ports.timer.now,
      () => ports.runs.readRun(call.claims, call.id, after, PAGE),
    ),
  )
  return { stream: openStream({ after, first }, { ...ports, read: (seq) => readOn(call, seq, ports) }) }
}

/** A reader that comes back repeats its first address: the number it really has is in the header. */
function readCursor({ headers, query }: Call): number {
  const after = headers.get('last-event-id') ?? query.get('after') ?? undefined
  return parseRequest('stream session', sessionQuerySchema, { after }).after
}

/** The stream ends where it cannot go on; its reader comes back and is told why. */
async function readOn(call: Call, after: number, { readPage, log }: StreamPorts): Promise<RunPage | null> {
  // Whoever acts for the learner is in the audit log once for a stream, not for each of its pages.
  const { act: _act, ...claims } = call.claims
  try {
    const reading = await readPage({ claims, run_id: call.id, after })
    return 'refused' in reading ? null : reading
  } catch (error) {
    const cause = error instanceof Error ? error.name : 'unknown'
    log('warn', {
      function: 'session/{id}/stream',
      message: 'stream ended early',
      request_id: call.request_id,
      cause,
    })
    return null
  }
}
