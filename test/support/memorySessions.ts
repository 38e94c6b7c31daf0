import type { Count } from '../../supabase/functions/_shared/contract/metrics.ts'
import type { RefusedFact } from '../../supabase/functions/_shared/contract/facts.ts'
import type {
  RunFact,
  RunReading,
  RunStatus,
  TaskFact,
} from '../../supabase/functions/_shared/contract/runs.ts'
import type { RunStore, StartRunRequest } from '../../supabase/functions/_shared/store/runStore.ts'
import { type AppPorts, createApp } from '../../supabase/functions/session/app.ts'
import { createManualTimer, type ManualTimer } from './manualTimer.ts'
import type { LogLine } from './logLines.ts'
import { memoryHall, NOW, USER } from './memoryHall.ts'

export const RUN_ID = '6f1c2a34-0000-4000-8000-0000000000a1'
export const PROMPT = 'My secret wish to learn sorting'

const NOT_FOUND: RefusedFact = {
  refused: { code: 'NOT_FOUND', reason: 'RUN_NOT_FOUND', details: {} },
  rates: [],
}

/** Runs of one learner in memory, told and ended by the test. */
export function createMemoryRuns(page = Infinity) {
  const runs = new Map<string, RunReading>()
  const asked = {
    reads: [] as number[],
    seqs: [] as string[][],
    pages: [] as number[],
    starts: [] as StartRunRequest[],
  }
  /** What the next calls throw; null: the database is there. */
  const outage: { of: Error | null } = { of: null }
  const find = (id: string) => {
    const found = runs.get(id)
    if (found === undefined) throw new Error(`The test has no run ${id}`)
    return found
  }
  const api = {
    asked,
    outage,
    add(id = RUN_ID, status: RunStatus = 'running') {
      runs.set(id, { run: { ...RUN, id, status }, tasks: [], events: [] })
    },
    /** Appends events of these types, numbered without gaps. */
    tell(types: string[], id = RUN_ID) {
      const { run, events } = find(id)
      for (const type of types) {
        run.event_seq += 1
        const shared = { run_id: id, task_key: null, agent: null, level: 'info' as const, data: {}, at: NOW }
        events.push({ seq: run.event_seq, type, message: `${type}\nin two lines`, ...shared })
      }
    },
    end(status: RunStatus, id = RUN_ID) {
      api.tell([status], id)
      find(id).run.status = status
    },
    setTasks: (tasks: TaskFact[], id = RUN_ID) => void (find(id).tasks = tasks),
    forget: (id = RUN_ID) => void runs.delete(id),
  }
  const store: RunStore = {
    startRun(_claims, request) {
      asked.starts.push(request)
      api.add(request.body.id, 'queued')
      return Promise.resolve({ run: find(request.body.id).run, rates: [] })
    },
    readRun(claims, id, after, limit) {
      asked.reads.push(after)
      if (outage.of !== null) return Promise.reject(outage.of)
      const found = claims.sub === USER ? runs.get(id) : undefined
      if (found === undefined) return Promise.resolve(NOT_FOUND)
      const events = found.events.filter(({ seq }) => seq > after).slice(0, Math.min(limit, page))
      return Promise.resolve(structuredClone({ ...found, events }))
    },
    // As pages: more than is asked for does no harm here.
    readPages: (asks, limit) => {
      asked.pages.push(asks.length)
      return Promise.all(asks.map(({ claims, run_id, after }) => store.readRun(claims, run_id, after, limit)))
    },
    cancelRun: () => Promise.resolve(NOT_FOUND),
    loadSeqs(ids) {
      asked.seqs.push(ids)
      if (outage.of !== null) return Promise.reject(outage.of)
      const known = ids.flatMap((id) => runs.has(id) ? [[id, find(id).run.event_seq] as const] : [])
      return Promise.resolve(Object.fromEntries(known))
    },
    settleTask: () => Promise.resolve({ settled: true, known: true }),
    loadConfig: () => Promise.resolve({ orchestration: {} }),
    saveConfig: () => Promise.resolve(),
  }
  return { ...api, store }
}

export type MemoryRuns = ReturnType<typeof createMemoryRuns>

const RUN: RunFact = {
  id: RUN_ID,
  kind: 'quality',
  status: 'running',
  input: {
    prompt: PROMPT,
    mode: 'fast',
    generator: 'builtin',
    asked: {},
    stored: {},
    target: null,
    depth: null,
    time_per_day_min: null,
  },
  result: null,
  event_seq: 0,
  fence: 1,
  created_at: NOW,
  started_at: null,
  ended_at: null,
  deadline_at: NOW,
}

/** The real hall and stories of function session around runs in memory and a clock that the test moves. */
export function memorySessions(runs: MemoryRuns, more: Partial<AppPorts> & { timer?: ManualTimer } = {}) {
  const lines: LogLine[] = []
  const counts: Count[] = []
  const timer = more.timer ?? createManualTimer(Date.parse(NOW))
  const app = createApp({
    ...memoryHall(timer, lines, counts),
    runs: runs.store,
    open_runs_max: 5,
    fast_agent: null,
    callback_secrets: [],
    write_limits: [{ policy: 'writes', capacity: 30, per_s: 60 }],
    day_run_limits: [{ policy: 'day_runs', capacity: 200, per_s: 86_400 }],
    anonymous_limits: { write_limits: [], day_run_limits: [] },
    ...more,
  })
  const send = (
    path: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    app.fetch(
      new Request(`http://127.0.0.1/session/${path}`, {
        method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
        headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...init.headers },
        body: init.body === undefined
          ? undefined
          : typeof init.body === 'string'
          ? init.body
          : JSON.stringify(init.body),
      }),
    )
  return { send, lines, counts, timer }
}
