import {
  begunDaySchema,
  completedFactSchema,
  eventsFactSchema,
  intentFactSchema,
  readDaySchema,
  savedDaySchema,
  statusFactSchema,
} from '../contract/facts.ts'
import type {
  BegunDay,
  CompletedFact,
  IntentFact,
  Position,
  ReadDay,
  RefusedFact,
  SavedDay,
  SignalWrite,
  StatusFact,
  UnitState,
} from '../contract/facts.ts'
import type { ParsedDayDone } from '../contract/dayDone.ts'
import type { EventsResponse } from '../contract/events.ts'
import { type ReadinessFact, readinessFactSchema } from '../contract/health.ts'
import type { ParsedIntentSync } from '../contract/intentSync.ts'
import { type Count, type MetricRow, metricRowsSchema } from '../contract/metrics.ts'
import type { Plan, PlanSummary } from '../contract/plan.ts'
import type { SignalQuality } from '../contract/signalQuality.ts'
import type { Database } from './database.ts'
import { composeStatement, readFact } from './statement.ts'

/** Verified claims of the acting learner: the one thing the endpoint functions trust. */
export type Claims = {
  sub: string
  role: 'authenticated'
  wisely_now?: string
  /** A service acts for the learner with its own key: every step leaves an audit row. */
  act?: { key_name: string; route: string; request_id: string }
}

/** What every write carries beside its body. */
export type WriteRequest<Body> = {
  body: Body
  request_id: string
  idempotency: { key: string; body_sha256: string } | null
  limits: { policy: string; capacity: number; per_s: number }[]
}

export type BeginDayRequest =
  & WriteRequest<{ week: number | null; day: number | null }>
  & {
    lease_s: number
    /** A uuid of this one call; a repeat after a lost reply gets its own claim back. */
    holder: string
    /** Answer the session that another request just stored instead of building it again. */
    settle: boolean
    /** Whose plan would be as good as the stored one; null: the day is to be built, whatever is stored. */
    setup: Setup | null
  }

/** What a day depends on beside the learner: planner and agents of this installation. */
export type Setup = {
  fingerprint: string
  /** By agent, the version that this isolate saw last; null when it saw none. */
  versions: Record<string, string | null>
}

/** While all of this is so, a repeated day.run would store the same day again. */
export type UnchangedWhile = Setup & {
  /** Of the day as it was read. */
  stamp: string
  /** ISO instant at which the first of its signals stops being fresh. */
  until: string
}

export type DayRef = Position & { intent_id: string }

export type SaveDayRequest = DayRef & {
  fence: number
  /** Null: nothing the plan depends on changed; the stored plan stays. */
  plan: {
    topic: string
    plan_title: string
    plan_md: string
    plan_json: Plan
    plan_json_summary: PlanSummary
    plan_score: number | null
    plan_input_hash: string
    unit_ids: string[]
    degraded_mode: boolean
    degraded_reasons: string[]
  } | null
  counters: {
    cache_hits: number
    cache_misses: number
    stale_served: number
    signal_quality: SignalQuality
  }
  signals: SignalWrite[]
  units: UnitState[]
  /** Session ids whose completion is now part of `units`. */
  folded: string[]
  /** Null: the next call builds the day again. */
  unchanged_while: UnchangedWhile | null
  events: { type: string; payload?: { agent: string } }[]
  request_id: string
  idempotency: WriteRequest<unknown>['idempotency']
}

/** One method = one SQL function = one round trip. Refusals come back as values, an outage as SERVICE_UNAVAILABLE. */
export type LearnerStore = {
  syncIntent(claims: Claims, request: WriteRequest<ParsedIntentSync>): Promise<IntentFact | RefusedFact>
  /** A day that is completed or did not change is answered as it is stored, without a claim. */
  beginDay(claims: Claims, request: BeginDayRequest): Promise<BegunDay>
  readDay(claims: Claims, day: DayRef): Promise<ReadDay>
  saveDay(claims: Claims, request: SaveDayRequest): Promise<SavedDay | RefusedFact>
  releaseDay(claims: Claims, day: DayRef & { fence: number }): Promise<void>
  completeDay(claims: Claims, request: WriteRequest<ParsedDayDone>): Promise<CompletedFact | RefusedFact>
  loadStatus(claims: Claims): Promise<StatusFact | RefusedFact>
  loadEvents(claims: Claims, after: number, limit: number): Promise<EventsResponse | RefusedFact>
  addMetrics(counts: Count[]): Promise<void>
  readMetrics(): Promise<MetricRow[]>
  readReadiness(): Promise<ReadinessFact>
}

export function createLearnerStore(database: Database): LearnerStore {
  const ask = (name: string, claims: Claims, ...args: unknown[]) =>
    database.call(composeStatement(name, claims, args.length), [JSON.stringify(claims), ...args])
  const call = (name: string, claims: Claims, request: unknown) => ask(name, claims, JSON.stringify(request))

  return {
    syncIntent: async (claims, request) =>
      readFact(await call('sync_intent', claims, request), intentFactSchema),
    beginDay: async (claims, request) => readFact(await call('begin_day', claims, request), begunDaySchema),
    readDay: async (claims, day) => readDaySchema.parse(JSON.parse(await call('read_day', claims, day))),
    saveDay: async (claims, request) => readFact(await call('save_day', claims, request), savedDaySchema),
    releaseDay: async (claims, day) => {
      await call('release_day', claims, day)
    },
    completeDay: async (claims, request) =>
      readFact(await call('complete_day', claims, request), completedFactSchema),
    loadStatus: async (claims) => readFact(await ask('learner_status', claims), statusFactSchema),
    loadEvents: async (claims, after, limit) =>
      readFact(await ask('list_events', claims, after, limit), eventsFactSchema),
    addMetrics: async (counts) => {
      await database.call('select wisely.add_metrics($1)::text', [JSON.stringify(counts)])
    },
    readMetrics: async () =>
      metricRowsSchema.parse(JSON.parse(await database.call('select wisely.read_metrics()::text', []))),
    readReadiness: async () =>
      readinessFactSchema.parse(
        JSON.parse(await database.call('select wisely.check_readiness()::text', [])),
      ),
  }
}
