import {
  type ClaimedRun,
  type NewRunEvent,
  type RunEvent,
  type RunFact,
  type RunStatus,
  TASK_MOVES,
  type TaskFact,
  type TaskStatus,
} from '../../supabase/functions/_shared/contract/runs.ts'
import type { RunStore, WorkStore } from '../../supabase/functions/_shared/store/runStore.ts'

type Row = RunFact & {
  user_id: string
  worker: string | null
  last_write: string | null
  lease_until: number
  deadline: number
  lost_workers: number
  tasks: Map<string, TaskFact>
  events: RunEvent[]
}

type MemoryRuns =
  & Pick<RunStore, 'startRun' | 'readRun' | 'cancelRun' | 'settleTask'>
  & WorkStore
  & {
    /** A learner who is deleted takes everything along. */
    deleteLearner(user_id: string): void
    rows: Map<string, Row>
  }

export const LOST_WORKERS_MAX = 5
const isDone = (status: TaskStatus) => TASK_MOVES[status].length === 0
const iso = (ms: number) => new Date(ms).toISOString()
const refuse = (code: string, reason: string, details = {}) => ({
  refused: { code, reason, details },
  rates: [],
})

/** The run log as the database keeps it, in memory; test/sql/runModel.test.ts holds the two side by side. */
export function createMemoryRuns(now: () => number): MemoryRuns {
  const rows = new Map<string, Row>()
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
  const isFree = (row: Row) =>
    row.status === 'queued' || (row.status === 'running' && row.lease_until <= now())
  const underWay = (row: Row) =>
    [...rows.values()].filter((other) =>
      other.user_id === row.user_id && other.status === 'running' && other.lease_until > now()
    ).length

  function factOf(row: Row): RunFact {
    const {
      id,
      kind,
      status,
      input,
      result,
      event_seq,
      fence,
      created_at,
      started_at,
      ended_at,
      deadline_at,
    } = row
    return copy({
      ...{ id, kind, status, input, result, event_seq, fence },
      ...{ created_at, started_at, ended_at, deadline_at },
    })
  }
  const tasksOf = (row: Row) => copy([...row.tasks.values()])

  function append(row: Row, events: readonly NewRunEvent[]): void {
    if (row.ended_at !== null) throw new Error(`an event after the end: ${events[0]?.type}`)
    for (const event of events) {
      row.event_seq += 1
      row.events.push({
        ...{
          seq: row.event_seq,
          run_id: row.id,
          task_key: event.task_key ?? null,
          agent: event.agent ?? null,
        },
        ...{ type: event.type, level: event.level ?? 'info', message: event.message },
        ...{ data: copy(event.data ?? {}), at: iso(now()) },
      })
    }
  }

  function end(row: Row, status: RunStatus, result: Record<string, unknown> | null): void {
    for (const task of row.tasks.values()) {
      if (!isDone(task.status)) task.status = task.status === 'QUEUED' ? 'SKIPPED' : 'CANCELLED'
    }
    row.status = status
    row.result = result
    if (status !== 'needs_review') row.ended_at = iso(now())
  }

  function choose(): { row: Row; was: string } | null {
    for (;;) {
      const row = [...rows.values()].filter(isFree).sort((a, b) =>
        Number(a.deadline > now()) - Number(b.deadline > now()) || underWay(a) - underWay(b)
      )[0]
      if (row === undefined) {
        return null
      }
      const was = row.status === 'queued' ? 'queued' : row.worker === null ? 'given_back' : 'lost'
      if (was !== 'lost' || row.lost_workers < LOST_WORKERS_MAX - 1) {
        return { row, was }
      }
      append(row, [{ type: 'failed', level: 'error', message: 'lost', data: { code: 'WORKER_LOST' } }])
      end(row, 'failed', { code: 'WORKER_LOST' })
      row.fence += 1
      row.worker = null
    }
  }

  return {
    rows,
    deleteLearner(user_id) {
      for (const row of rows.values()) if (row.user_id === user_id) rows.delete(row.id)
    },
    startRun: (claims, { body }) => {
      const at = now()
      const row: Row = {
        ...{ id: body.id, user_id: claims.sub, kind: body.kind, status: 'queued', input: copy(body.input) },
        ...{ result: null, event_seq: 0, fence: 0, worker: null, last_write: null, lease_until: 0 },
        ...{
          lost_workers: 0,
          deadline: at + body.timeout_s * 1000,
          deadline_at: iso(at + body.timeout_s * 1000),
        },
        ...{ created_at: iso(at), started_at: null, ended_at: null, tasks: new Map(), events: [] },
      }
      rows.set(row.id, row)
      append(row, [{ type: 'queued', message: 'Waiting for a worker' }])
      return Promise.resolve({ run: factOf(row), rates: [] })
    },
    readRun: (claims, run_id, after, limit) => {
      const row = rows.get(run_id)
      if (row?.user_id !== claims.sub) return Promise.resolve(refuse('NOT_FOUND', 'RUN_NOT_FOUND'))
      const events = copy(row.events.filter(({ seq }) => seq > after).slice(0, limit))
      return Promise.resolve({ run: factOf(row), tasks: tasksOf(row), events })
    },
    cancelRun: (claims, run_id) => {
      const row = rows.get(run_id)
      if (row?.user_id !== claims.sub) return Promise.resolve(refuse('NOT_FOUND', 'RUN_NOT_FOUND'))
      if (row.ended_at !== null && row.status !== 'cancelled') {
        return Promise.resolve(refuse('CONFLICT', 'RUN_ENDED', { status: row.status }))
      }
      if (row.ended_at === null) {
        append(row, [{ type: 'cancelled', level: 'warn', message: 'Cancelled by its owner' }])
        end(row, 'cancelled', row.result)
        row.fence += 1
      }
      return Promise.resolve({ run: factOf(row), rates: [] })
    },
    settleTask: (run_id, key, output) => {
      const row = rows.get(run_id)
      const task = row?.tasks.get(key)
      // One that comes before its run waits is kept for it.
      const isEarly = task === undefined && row?.status === 'running'
      if (row === undefined || (task?.status !== 'WAITING' && !isEarly)) {
        return Promise.resolve({ settled: false, known: task !== undefined })
      }
      row.tasks.set(key, {
        ...(task ?? { id: row.id, key, kind: 'external_score', agent: null, attempts: 1, error_code: null }),
        ...{ status: 'COMPLETED', output: copy(output) },
      })
      append(row, [{ type: 'external_score', task_key: key, message: 'The outside scorer has answered' }])
      return Promise.resolve({ settled: true, known: true })
    },
    claimRun: (worker, lease_ms) => {
      const chosen = choose()
      if (chosen === null) return Promise.resolve(null)
      const { row, was } = chosen
      Object.assign(row, { status: 'running', worker, fence: row.fence + 1, lease_until: now() + lease_ms })
      row.started_at ??= iso(now())
      if (was === 'lost') row.lost_workers += 1
      append(row, [
        was === 'queued'
          ? { type: 'started', message: 'A worker has begun' }
          : { type: 'recovered', message: 'Another worker goes on', data: { cause: was } },
      ])
      const left_ms = Math.max(0, row.deadline - now())
      return Promise.resolve<ClaimedRun>({
        ...{ user_id: row.user_id, run: factOf(row), tasks: tasksOf(row), left_ms },
      })
    },
    beatRuns: (held, lease_ms) => {
      const alive = held.flatMap(({ run_id, fence }) => {
        const row = rows.get(run_id)
        return row?.fence === fence && row.status === 'running' && row.worker !== null ? [row] : []
      })
      for (const row of alive) row.lease_until = now() + lease_ms
      return Promise.resolve(alive.map(({ id }) => id))
    },
    writeRun: (claims, request) => {
      const row = rows.get(request.run_id)
      if (row?.user_id !== claims.sub) return Promise.resolve({ fenced_out: true as const })
      if (row.last_write === request.write_id) {
        return Promise.resolve({ event_seq: row.event_seq, tasks: tasksOf(row) })
      }
      if (row.status !== 'running' || row.fence !== request.fence) {
        return Promise.resolve({ fenced_out: true as const })
      }
      for (const { key, ...task } of copy(request.tasks ?? [])) {
        const before = row.tasks.get(key)
        if (before === undefined) row.tasks.set(key, { id: row.id, key, ...task })
        else if (!isDone(before.status)) {
          const isMove = before.status === task.status ||
            TASK_MOVES[before.status].some((to) => to === task.status)
          if (!isMove) throw new Error(`Cannot move task: ${before.status} does not lead to ${task.status}`)
          Object.assign(before, task)
        }
      }
      append(row, request.events ?? [])
      if (request.end) {
        const { status, level, message, data, result } = request.end
        append(row, [{ type: status, level, message, data }])
        end(row, status, copy(result))
      }
      row.last_write = request.write_id
      if (request.end || request.release) row.worker = null
      if (request.release) row.lease_until = now()
      return Promise.resolve({ event_seq: row.event_seq, tasks: tasksOf(row) })
    },
  }
}
