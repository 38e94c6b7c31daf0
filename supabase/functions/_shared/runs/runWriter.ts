import type { Timer } from '../contract/ports.ts'
import type { TaskFact, WrittenRun } from '../contract/runs.ts'
import type { WriteRunRequest } from '../store/runStore.ts'

/** The run is somebody else's now, or nobody's: nothing more can be written, and nothing was. */
export class FencedOutError extends Error {
  override readonly name = 'FencedOutError'
}

export type RunWrite = Omit<WriteRunRequest, 'run_id' | 'fence' | 'write_id'>
export type RunWriter = {
  /** Resolves with the run's tasks as they are then, once it is stored; rejects with FencedOutError. */
  write(request: RunWrite): Promise<TaskFact[]>
}

/** How long a write is tried again while the database is away; the lease decides who may go on in the end. */
export const AWAY_MS = 500

/** True for an outage, after which another try may help; a refused statement is a bug and stays one. */
export function isAway(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SERVICE_UNAVAILABLE'
}

/**
 * One write of a run at a time, what arrives meanwhile together in the next: five parallel variants cost two
 * transactions, not ten, and their events come in the order in which they were told.
 */
export function createRunWriter(
  send: (request: WriteRunRequest) => Promise<WrittenRun>,
  run: { run_id: string; fence: number },
  ports: { timer: Timer; makeId(): string },
  signal: AbortSignal,
): RunWriter {
  type Waiting = {
    request: RunWrite
    resolve: (tasks: TaskFact[]) => void
    reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let isSending = false

  async function sendUntilStored(request: RunWrite): Promise<TaskFact[]> {
    // One id for all tries: a write whose reply was lost is recognized, not done twice.
    const write = makeStorable({ ...request, ...run, write_id: ports.makeId() })
    for (;;) {
      signal.throwIfAborted()
      try {
        const written = await send(write)
        if ('fenced_out' in written) throw new FencedOutError('the run was cancelled or taken over')
        return written.tasks
      } catch (error) {
        if (!isAway(error)) throw error
        await ports.timer.sleep(AWAY_MS, signal)
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
        (tasks) => batch.forEach(({ resolve }) => resolve(tasks)),
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

/** NUL and half characters are JSON but not storable in Postgres: a model that says one must not end the run. */
function makeStorable(request: WriteRunRequest): WriteRunRequest {
  const text = JSON.stringify(request)
  if (!/\\u(0000|d[89a-f])/i.test(text)) return request
  return JSON.parse(
    text,
    (_key, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value,
  )
}
