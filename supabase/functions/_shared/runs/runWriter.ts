import type { Timer } from '../contract/ports.ts'
import type { WrittenRun } from '../contract/runs.ts'
import type { WriteRunRequest } from '../store/runStore.ts'

/** The run is somebody else's now, or nobody's: nothing more can be written, and nothing was. */
export class FencedOutError extends Error {
  override readonly name = 'FencedOutError'
}

export type RunWrite = Omit<WriteRunRequest, 'run_id' | 'fence' | 'write_id'>
export type RunWriter = {
  /** Resolves once it is stored; rejects with FencedOutError. */
  write(request: RunWrite): Promise<void>
}

/** How long a write is tried again while the database is away; the lease decides who may go on in the end. */
const AWAY_MS = 500

/**
 * One write of a run at a time, what arrives meanwhile together in the next: five parallel variants cost two
 * transactions, not ten, and their events come in the order in which they were told.
 */
export function createRunWriter(
  send: (request: RunWrite) => Promise<WrittenRun>,
  timer: Timer,
  signal: AbortSignal,
): RunWriter {
  let waiting: { request: RunWrite; resolve: () => void; reject: (error: unknown) => void }[] = []
  let isSending = false

  async function sendUntilStored(request: RunWrite): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      try {
        const written = await send(request)
        if ('fenced_out' in written) throw new FencedOutError('the run was cancelled or taken over')
        return
      } catch (error) {
        // A refused statement is a bug and ends the run; only an outage is waited for.
        if (!(error instanceof Error && 'code' in error && error.code === 'SERVICE_UNAVAILABLE')) throw error
        await timer.sleep(AWAY_MS, signal)
      }
    }
  }

  async function drain(): Promise<void> {
    isSending = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const together = batch.map(({ request }) => request).reduce((all, request) => ({
        ...all,
        ...request,
        tasks: mergeTasks([...all.tasks ?? [], ...request.tasks ?? []]),
        events: [...all.events ?? [], ...request.events ?? []],
      }))
      await sendUntilStored(together).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
    }
    isSending = false
  }

  return {
    write: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject })
        if (!isSending) void drain()
      }),
  }
}

/** The last state of each task: one statement cannot touch a row twice. */
function mergeTasks(tasks: NonNullable<RunWrite['tasks']>): NonNullable<RunWrite['tasks']> {
  return [...new Map(tasks.map((task) => [task.key, task])).values()]
}
