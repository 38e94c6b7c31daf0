import type { LogLevel } from '../../supabase/functions/_shared/contract/ports.ts'
import type { RunEnd } from '../../supabase/functions/_shared/contract/runs.ts'
import { OrchestratorError } from '../../supabase/functions/_shared/contract/errors.ts'
import type { Step } from '../../supabase/functions/_shared/runs/runContext.ts'
import {
  type RunHandlers,
  type WorkerOptions,
  workRuns,
} from '../../supabase/functions/_shared/runs/worker.ts'
import type { WorkStore } from '../../supabase/functions/_shared/store/runStore.ts'
import { createMemoryRuns } from './memoryRuns.ts'
import { createSteppedTimer } from './steppedTimer.ts'

export const RUN_ID = '00000000-0000-4000-8000-00000000000a'
export const LEARNER = '00000000-0000-4000-8000-00000000000b'
const CLAIMS = { sub: LEARNER, role: 'authenticated' as const }

export const outage = () => new OrchestratorError('SERVICE_UNAVAILABLE', 'Cannot reach the database: gone')

export const SUCCEEDED: RunEnd = {
  ...{ status: 'succeeded', result: { final: 1 }, level: 'success', message: 'Done', data: {} },
}
export const conclude = (more: Partial<RunEnd> = {}) => ({
  ...{ end: { ...SUCCEEDED, ...more }, bind: null, events: [] },
})

/** A step that begins and fails aloud. */
export function makeStep<T>(key: string, work: Step<T>['work'], more: Partial<Step<T>> = {}): Step<T> {
  return {
    key,
    kind: 'variant',
    begins: { type: 'variant_started', message: `Trying ${key}` },
    fails: (error_code) => ({ type: 'variant_failed', message: `${key} failed`, data: { error_code } }),
    read: (output) => output as T,
    work,
    ...more,
  }
}

/** Workers on a run log in memory, under a clock of their own. Only what is awaited inside `timer.run` goes on. */
export function createRunBench() {
  const timer = createSteppedTimer()
  const runs = createMemoryRuns(timer.now)
  const logged: { level: LogLevel; fields: Record<string, unknown> }[] = []
  let ids = 0
  const makeId = () => `00000000-0000-4000-9000-${String(ids += 1).padStart(12, '0')}`

  return {
    timer,
    runs,
    logged,
    makeId,
    start: (more: { id?: string; timeout_s?: number; user_id?: string } = {}) =>
      runs.startRun({ ...CLAIMS, sub: more.user_id ?? LEARNER }, {
        body: { id: more.id ?? RUN_ID, kind: 'quality', input: {}, timeout_s: more.timeout_s ?? 60 },
        ...{ open_max: 9, request_id: '', idempotency: null, limits: [] },
      }),
    cancel: (id = RUN_ID) => runs.cancelRun(CLAIMS, id),
    row: (id = RUN_ID) => {
      const row = runs.rows.get(id)
      if (row === undefined) throw new Error('no such run')
      return row
    },
    types: (id = RUN_ID) => (runs.rows.get(id)?.events ?? []).map(({ type }) => type),
    /** A worker process; `stop` is its SIGTERM. */
    work(
      handler: RunHandlers['quality'],
      more: Partial<WorkerOptions> & { store?: WorkStore } = {},
    ): { ended: Promise<void>; stop(): void } {
      const { store = runs, ...options } = more
      const end = new AbortController()
      const ended = workRuns(
        {
          worker: makeId(),
          handlers: { quality: handler },
          slots: 5,
          poll_ms: 250,
          until_idle: false,
          ...options,
        },
        {
          store,
          timer,
          random: () => 0,
          makeId,
          log: (level, fields) => void logged.push({ level, fields }),
        },
        end.signal,
      )
      return { ended, stop: () => end.abort(new Error('SIGTERM came')) }
    },
    async waitFor(isSo: () => boolean, within_ms = 600_000): Promise<void> {
      const never = new AbortController().signal
      const endsAt = timer.now() + within_ms
      while (!isSo()) {
        if (timer.now() > endsAt) throw new Error(`Not so after ${within_ms} ms`)
        await timer.sleep(10, never)
      }
    },
  }
}
export type RunBench = ReturnType<typeof createRunBench>

/** The same store with some calls changed. */
export function changeStore(store: WorkStore, change: Partial<WorkStore>): WorkStore {
  return {
    claimRun: store.claimRun,
    beatRuns: store.beatRuns,
    writeRun: store.writeRun,
    readRun: store.readRun,
    ...change,
  }
}
