import {
  aliveRunsSchema,
  type ClaimedRun,
  claimedRunSchema,
  type NewRunEvent,
  type RunEnd,
  type RunFact,
  type RunPage,
  runPagesSchema,
  type RunReading,
  runReadingSchema,
  runSeqsSchema,
  type SettledTask,
  settledTaskSchema,
  type StartedRun,
  startedRunSchema,
  type TaskWrite,
  type WrittenRun,
  writtenRunSchema,
} from '../contract/runs.ts'
import type { SessionConfig } from '../contract/session.ts'
import type { RefusedFact } from '../contract/facts.ts'
import type { Database } from './database.ts'
import type { Claims, SaveDayRequest, WriteRequest } from './learnerStore.ts'
import { composeStatement, readFact } from './statement.ts'

export type StartRunRequest =
  & WriteRequest<{ id: string; kind: RunFact['kind']; input: Record<string, unknown>; timeout_s: number }>
  & { open_max: number }

/** What a worker writes in one transaction; all of it or, once it is fenced out, nothing. */
export type WriteRunRequest = {
  run_id: string
  fence: number
  /** A uuid of this one write; a repeat after a lost reply changes nothing. */
  write_id: string
  tasks?: TaskWrite[]
  events?: NewRunEvent[]
  /** The winner becomes the plan of that day. */
  bind?: SaveDayRequest | null
  end?: RunEnd | null
  /** Give the run back, for another worker to go on at once. */
  release?: boolean
}

export type HeldRun = { run_id: string; fence: number }

/** What one stream wants next. */
export type PageAsk = { claims: Claims; run_id: string; after: number }

/** What a learner may do with runs: each call sees this learner's only. */
export type RunStore = {
  startRun(claims: Claims, request: StartRunRequest): Promise<StartedRun | RefusedFact>
  readRun(claims: Claims, run_id: string, after: number, limit: number): Promise<RunReading | RefusedFact>
  /** The events alone, of many runs in one statement, in the order of the asks. */
  readPages(asks: PageAsk[], limit: number): Promise<(RunPage | RefusedFact)[]>
  cancelRun(claims: Claims, run_id: string): Promise<StartedRun | RefusedFact>
  /** Last event number of each run, for tails; runs that do not exist are missing. */
  loadSeqs(run_ids: string[]): Promise<Record<string, number>>
  settleTask(run_id: string, task_key: string, output: Record<string, unknown>): Promise<SettledTask>
  /** The stored configuration of sessions, `{}` when none was ever stored. For operators. */
  loadConfig(): Promise<unknown>
  saveConfig(config: SessionConfig): Promise<void>
}

/** What a worker may do: take whatever waits, then write with the claims of the run's learner. */
export type WorkStore = {
  claimRun(worker: string, lease_ms: number): Promise<ClaimedRun | null>
  /** Extends the leases; answers the runs that are still this worker's. */
  beatRuns(held: HeldRun[], lease_ms: number): Promise<string[]>
  writeRun(claims: Claims, request: WriteRunRequest): Promise<WrittenRun>
  readRun: RunStore['readRun']
}

export function createRunStore(database: Database): RunStore & WorkStore {
  const json = JSON.stringify
  const ask = (name: string, claims: Claims, ...args: unknown[]) =>
    database.call(composeStatement(name, claims, args.length), [json(claims), ...args])
  return {
    startRun: async (claims, request) =>
      readFact(await ask('start_run', claims, json(request)), startedRunSchema),
    readRun: async (claims, run_id, after, limit) =>
      readFact(await ask('read_run', claims, run_id, after, limit), runReadingSchema),
    readPages: async (asks, limit) =>
      runPagesSchema.parse(
        JSON.parse(await database.call('select wisely.read_run_pages($1, $2)::text', [json(asks), limit])),
      ),
    cancelRun: async (claims, run_id) => readFact(await ask('cancel_run', claims, run_id), startedRunSchema),
    loadSeqs: async (run_ids) =>
      runSeqsSchema.parse(
        JSON.parse(await database.call('select wisely.run_seqs($1)::text', [json(run_ids)])),
      ),
    settleTask: async (run_id, task_key, output) =>
      settledTaskSchema.parse(JSON.parse(
        await database.call('select wisely.settle_task($1, $2, $3)::text', [run_id, task_key, json(output)]),
      )),
    loadConfig: async () => JSON.parse(await database.call('select wisely.read_session_config()::text', [])),
    saveConfig: async (config) => {
      await database.call('select wisely.save_session_config($1)::text', [json(config)])
    },
    claimRun: async (worker, lease_ms) =>
      claimedRunSchema.parse(
        JSON.parse(await database.call('select wisely.claim_run($1, $2)::text', [worker, lease_ms])),
      ).claimed,
    beatRuns: async (held, lease_ms) =>
      aliveRunsSchema.parse(
        JSON.parse(await database.call('select wisely.beat_runs($1, $2)::text', [json(held), lease_ms])),
      ).alive,
    writeRun: async (claims, request) =>
      writtenRunSchema.parse(
        JSON.parse(
          await database.call('select wisely.write_run($1, $2)::text', [json(claims), json(request)]),
        ),
      ),
  }
}
