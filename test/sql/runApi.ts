import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { RunEvent } from '../../supabase/functions/_shared/contract/runs.ts'
import { createRunStore, type WriteRunRequest } from '../../supabase/functions/_shared/store/runStore.ts'
import type { Learner } from '../support/sql.ts'

/** The store of the functions on one connection, as the API's login role; superuser again after each call. */
export function createRunApi(db: pg.Client, role: 'wisely_api' | null = 'wisely_api') {
  const store = createRunStore({
    async call(text, values) {
      if (role !== null) await db.query(`set local role ${role}`)
      const { rows } = await db.query({ text, values, rowMode: 'array' })
      if (role !== null) await db.query('reset role')
      return String(rows[0]?.[0])
    },
    count: () => ({ open: 1, idle: 0, waiting: 0, max: 1 }),
    end: () => Promise.resolve(),
  })

  const start = async (learner: Learner, more: { id?: string; timeout_s?: number; open_max?: number } = {}) =>
    await store.startRun(learner.claims, {
      body: { id: more.id ?? randomUUID(), kind: 'quality', input: {}, timeout_s: more.timeout_s ?? 60 },
      open_max: more.open_max ?? 100,
      request_id: randomUUID(),
      idempotency: null,
      limits: [],
    })
  const begin = async (learner: Learner): Promise<string> => {
    const started = await start(learner)
    if (!('run' in started)) throw new Error('Cannot start run')
    return started.run.id
  }
  /** Starts a run and claims exactly it; other runs must not wait in this database. */
  const claimNew = async (learner: Learner, lease_ms = 60_000) => {
    const run_id = await begin(learner)
    const claimed = await store.claimRun(randomUUID(), lease_ms)
    if (claimed?.run.id !== run_id) throw new Error(`Claimed ${claimed?.run.id} instead of ${run_id}`)
    return { run_id, fence: claimed.run.fence }
  }
  const write = async (
    learner: Learner,
    held: { run_id: string; fence: number },
    more: Partial<WriteRunRequest> = {},
  ) => await store.writeRun(learner.claims, { ...held, write_id: randomUUID(), ...more })
  const read = async (learner: Learner, run_id: string) => {
    const reading = await store.readRun(learner.claims, run_id, 0, 500)
    if (!('run' in reading)) throw new Error('Cannot read run')
    return reading
  }
  return { store, start, begin, claimNew, write, read }
}

export const typesOf = (events: RunEvent[]) => events.map(({ type }) => type)

export const TASK = {
  key: 'variant:project-first',
  kind: 'variant',
  agent: null,
  status: 'COMPLETED' as const,
  attempts: 1,
  output: { n: 1 },
  error_code: null,
}

export const END = {
  status: 'succeeded' as const,
  result: { final: null },
  level: 'success' as const,
  message: 'Done',
  data: {},
}
