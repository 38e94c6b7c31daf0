import { randomUUID } from 'node:crypto'
import type {
  NewRunEvent,
  RunFact,
  TaskFact,
  TaskWrite,
} from '../../supabase/functions/_shared/contract/runs.ts'
import type { Random, Timer } from '../../supabase/functions/_shared/contract/ports.ts'
import { createRunContext, type RunContext } from '../../supabase/functions/_shared/runs/runContext.ts'
import { createRunWriter } from '../../supabase/functions/_shared/runs/runWriter.ts'
import type { WorkStore } from '../../supabase/functions/_shared/store/runStore.ts'

export const RUN_ID = '3f0c9a52-6f0e-4f5e-9d5f-0d7a6a1f3c77'
export const LEARNER = '0b6f2a52-6f0e-4f5e-9d5f-0d7a6a1f3c11'

export type MemoryRun = {
  context: RunContext
  events: NewRunEvent[]
  tasks: Map<string, TaskFact>
  stop: AbortController
  /** Another worker goes on with what is stored. */
  takeOver(): RunContext
  /** What a callback of the slow scorer does. */
  settle(key: string, output: Record<string, unknown>): boolean
}

type Given = { timer: Timer; random?: Random; left_ms?: number }

/** The run log in memory, under the real context and writer: steps, order and repeats are theirs. */
export function createMemoryRun(input: Record<string, unknown>, given: Given): MemoryRun {
  const { timer } = given
  const createdAt = new Date(timer.now()).toISOString()
  const run: RunFact = {
    id: RUN_ID,
    kind: 'quality',
    status: 'running',
    input,
    result: null,
    event_seq: 0,
    fence: 1,
    created_at: createdAt,
    started_at: createdAt,
    ended_at: null,
    deadline_at: new Date(timer.now() + (given.left_ms ?? 180_000)).toISOString(),
  }
  const tasks = new Map<string, TaskFact>()
  const events: NewRunEvent[] = []
  const isOver = (task?: TaskFact) => task?.status === 'COMPLETED' || task?.status === 'FAILED'
  const keep = (write: TaskWrite) => {
    if (!isOver(tasks.get(write.key))) tasks.set(write.key, { id: randomUUID(), ...structuredClone(write) })
  }
  const store: WorkStore = {
    claimRun: () => Promise.resolve(null),
    beatRuns: () => Promise.resolve([run.id]),
    writeRun: (_claims, request) => {
      request.tasks?.forEach(keep)
      events.push(...structuredClone(request.events ?? []))
      return Promise.resolve({ event_seq: events.length, tasks: [...tasks.values()] })
    },
    readRun: () => Promise.resolve({ run, tasks: [...tasks.values()], events: [] }),
  }
  const stop = new AbortController()
  const claims = { sub: LEARNER, role: 'authenticated' as const }
  const ports = { store, timer, random: given.random ?? (() => 0), makeId: randomUUID, log: () => {} }
  const open = () =>
    createRunContext({
      run,
      tasks: structuredClone([...tasks.values()]),
      claims,
      left_ms: Date.parse(run.deadline_at) - timer.now(),
      signal: stop.signal,
      writer: createRunWriter(
        (write) => store.writeRun(claims, write),
        { run_id: run.id, fence: run.fence },
        ports,
        stop.signal,
      ),
    }, ports)
  return {
    context: open(),
    events,
    tasks,
    stop,
    takeOver: open,
    settle(key, output) {
      const task = tasks.get(key)
      if (task?.status !== 'WAITING') return false
      tasks.set(key, { ...task, status: 'COMPLETED', output })
      return true
    },
  }
}
