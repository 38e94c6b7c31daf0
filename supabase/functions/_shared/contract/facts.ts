import { z } from 'zod'
import { doneSchema } from './agentMessages.ts'
import { dayRunResponseSchema } from './dayRun.ts'
import { completionSchema } from './dayDone.ts'
import { eventsResponseSchema } from './events.ts'
import { intentSyncResponseSchema } from './intentSync.ts'
import {
  AGENT_NAMES,
  budgetMinSchema,
  daySchema,
  depthSchema,
  instantSchema,
  localDateSchema,
  uuidSchema,
  weekSchema,
} from './primitives.ts'
import { STEP_KINDS } from './plan.ts'

// What the `wisely.*` functions answer, in the shape the endpoint stories read. Parsing them here makes a drift
// between SQL and TypeScript an error at the doorway instead of an `undefined` in a plan.

export const rateFactSchema = z.object({
  policy: z.string(),
  limit: z.int(),
  remaining: z.int(),
  /** Seconds until the bucket is full again. */
  reset_after_s: z.int(),
  /** Seconds until the next token; 0 when the request was let through. */
  retry_after_s: z.int(),
})
/** State of one token bucket after this request. */
export type RateFact = z.infer<typeof rateFactSchema>

const ratesField = { rates: z.array(rateFactSchema).default([]) }

export const refusedFactSchema = z.object({
  refused: z.object({
    code: z.string(),
    reason: z.string(),
    details: z.record(z.string(), z.unknown()).default({}),
  }),
  /** Set when the refusal is the frozen answer of an idempotency key: the first request's id. */
  replayed_request_id: z.string().nullish(),
  ...ratesField,
})
export type RefusedFact = z.infer<typeof refusedFactSchema>

/** Fields of an answer that a repeated idempotency key replays. */
const replayField = { replayed_request_id: z.string().nullish() }

export const intentFactSchema = z.object({ intent: intentSyncResponseSchema, ...replayField, ...ratesField })
export type IntentFact = z.infer<typeof intentFactSchema>

export const positionSchema = z.object({ week: weekSchema, day: daySchema })
export type Position = z.infer<typeof positionSchema>

export const activeIntentSchema = z.object({
  intent_id: uuidSchema,
  /** Rises whenever a field that a plan depends on changes. */
  revision: z.int(),
  topic: z.string(),
  depth: depthSchema,
  end_goal: z.string(),
  time_per_day_min: budgetMinSchema,
  user_tz: z.string(),
  track_label: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
  created_at: instantSchema,
})
export type ActiveIntent = z.infer<typeof activeIntentSchema>

/** The stored answer of a day: everything day.run returns. `plan_json` was validated before it was saved. */
export const sessionFactSchema = dayRunResponseSchema.extend({
  plan_json: z.record(z.string(), z.unknown()),
  plan_input_hash: z.string(),
  completed_at: instantSchema.nullable(),
})
export type SessionFact = z.infer<typeof sessionFactSchema>

export const cachedSignalSchema = z.object({
  agent: z.enum(AGENT_NAMES),
  cache_key: z.string(),
  /** Null when nothing valid was ever received under this key. */
  data: z.record(z.string(), z.unknown()).nullable(),
  etag: z.string().nullable(),
  agent_version: z.string().nullable(),
  last_updated: instantSchema.nullable(),
  /** Hours for which `last_updated` counts as fresh. */
  fresh_for_hours: z.number(),
  failed_at: instantSchema.nullable(),
  failure: z.string().nullable(),
})
/** One row of agent_signals_cache: what an agent last said under a key, and its last failure since. */
export type CachedSignal = z.infer<typeof cachedSignalSchema>

const unitResultsSchema = z.array(
  z.object({ unit_id: z.string(), outcome: z.enum(['again', 'hard', 'good', 'easy']) }),
).nullish()
const recallSchema = z.object({ right: z.int().min(0), total: z.int().min(1) }).nullish()

export const completedDaySchema = doneSchema.omit({ struggle: true, notes: true }).extend({
  /** As the learner wrote them; only derived flags leave for the agents. */
  notes: z.string().nullable(),
  session_id: uuidSchema,
  results: unitResultsSchema,
  skipped_step_ids: z.array(z.string()).nullish(),
  self_assessment: z.array(z.object({ criterion_id: z.string(), score: z.int() })).nullish(),
  difficulty: z.int(),
  completed_at: instantSchema.nullish(),
  /** The plan's steps that name units: what was worked on and what was only recalled. */
  steps: z.array(z.object({ id: z.string(), kind: z.enum(STEP_KINDS), unit_ids: z.array(z.string()) }))
    .nullish(),
  /** How many reviews the plan found due and how many of them it had room for. */
  reviews: z.object({ due: z.int().min(0), included: z.int().min(0) }).nullish(),
})
export type CompletedDay = z.infer<typeof completedDaySchema>

export const unitStateSchema = z.object({
  unit_id: z.string(),
  visits: z.int().min(0),
  introduced_on: localDateSchema,
  last_local_date: localDateSchema,
  /** What the planner remembers beyond visits (memory model, mastery); shaped by the domain. */
  memory: z.record(z.string(), z.unknown()),
})
export type UnitState = z.infer<typeof unitStateSchema>

/** Everything a day's plan is made from, read in one trip under the day's claim. */
export const dayFactSchema = z.object({
  /** Database clock. */
  now: instantSchema,
  /** The learner's calendar date. */
  local_date: localDateSchema,
  intent: activeIntentSchema,
  position: positionSchema,
  /** Sessions of this intent completed before this day was begun. */
  sessions_completed: z.int().min(0),
  last_completed_session_id: uuidSchema.nullable(),
  session: sessionFactSchema.nullable(),
  signals: z.array(cachedSignalSchema),
  /** The newest 30, oldest first. */
  history: z.array(completedDaySchema),
  units: z.array(unitStateSchema),
  /** Completions whose effect is not yet in `units`, oldest first; a subset of what was ever completed. */
  unfolded: z.array(completedDaySchema),
  /** Step texts of the plans stored before this day, newest first, at most 5. */
  recent_plans: z.array(z.array(z.string())).default([]),
  /** Changes with whatever of it the plan's input hash reads; for the database alone to compare. */
  stamp: z.string(),
  /** Token that must still be current when the day is saved. */
  fence: z.int(),
})
export type DayFact = z.infer<typeof dayFactSchema>

/** Tried in this order: the most frequent answer first. */
export const begunDaySchema = z.union([
  z.object({ day: dayFactSchema, ...ratesField }),
  z.object({ answered: sessionFactSchema, ...replayField, ...ratesField }),
  z.object({
    waiting: positionSchema.extend({ intent_id: uuidSchema, lease_left_ms: z.int() }),
    ...ratesField,
  }),
])
export type BegunDay = z.infer<typeof begunDaySchema> | RefusedFact

export const readDaySchema = z.object({
  session: sessionFactSchema.nullable(),
  /** 0 when nobody holds the day. */
  lease_left_ms: z.int(),
})
export type ReadDay = z.infer<typeof readDaySchema>

export const savedDaySchema = z.union([
  z.object({ session: sessionFactSchema }),
  /** Another isolate took the day over, or the day was completed meanwhile: what is stored is the truth. */
  z.object({ fenced_out: z.object({ session: sessionFactSchema.nullable() }) }),
])
export type SavedDay = z.infer<typeof savedDaySchema>

/** Frozen at completion, so that a repeated day.done renders the same bytes. */
export const completionFactSchema = z.object({
  session_id: uuidSchema,
  ...completionSchema.shape,
  week: weekSchema,
  day: daySchema,
  /** Minutes the plan asked for. */
  planned_min: z.int(),
  /** The position that follows; null after week 104. */
  next: positionSchema.nullable(),
  difficulty: z.int(),
  /** Absent in completions frozen before recall was weighed: their hint stays what it was. */
  recall: recallSchema,
  results: unitResultsSchema,
  /** The newest completions of this intent before this one, newest first, at most 3. */
  previous: z.array(
    z.object({
      confidence: z.int().nullable(),
      minutes: z.int(),
      planned_min: z.int(),
      difficulty: z.int(),
      notes: z.string().nullable(),
      recall: recallSchema,
      results: unitResultsSchema,
    }),
  ),
})
export type CompletionFact = z.infer<typeof completionFactSchema>

export const completedFactSchema = z.object({
  completion: completionFactSchema,
  ...replayField,
  ...ratesField,
})
export type CompletedFact = z.infer<typeof completedFactSchema>

export const statusFactSchema = z.object({
  now: instantSchema,
  user_id: uuidSchema,
  intent: activeIntentSchema.nullable(),
  latest_session: z.object({
    id: uuidSchema,
    week: weekSchema,
    day: daySchema,
    topic: z.string(),
    plan_title: z.string(),
    degraded_mode: z.boolean(),
    created_at: instantSchema,
    completion: completionSchema.nullable(),
  }).nullable(),
  next: positionSchema.nullable(),
  last_completed_session_id: uuidSchema.nullable(),
  signals: z.array(cachedSignalSchema.omit({ data: true }).extend({ has_data: z.boolean() })),
  streak: z.object({ days: z.int(), last_date: localDateSchema.nullable() }),
  stats: z.object({
    total_sessions: z.int(),
    completed_sessions: z.int(),
    total_time_min: z.int(),
    confidence_sum: z.int(),
    confidence_count: z.int(),
  }),
})
export type StatusFact = z.infer<typeof statusFactSchema>

export const eventsFactSchema = eventsResponseSchema

/** One agent's outcome to be stored with the day: a renewed or new signal, or a failure to remember. */
export const signalWriteSchema = z.union([
  z.object({
    kind: z.literal('fetched'),
    agent: z.enum(AGENT_NAMES),
    cache_key: z.string(),
    data: z.record(z.string(), z.unknown()),
    etag: z.string().nullable(),
    agent_version: z.string().nullable(),
    /** As the answer tells it; stored no later than the database's now. */
    last_updated: instantSchema,
    fresh_for_hours: z.number(),
  }),
  /** A 304: data stays, the entry is fresh again; the ETag stays unless a new one came. */
  z.object({
    kind: z.literal('revalidated'),
    agent: z.enum(AGENT_NAMES),
    cache_key: z.string(),
    etag: z.string().nullable(),
    last_updated: instantSchema,
  }),
  z.object({
    kind: z.literal('failed'),
    agent: z.enum(AGENT_NAMES),
    cache_key: z.string(),
    failure: z.string(),
    fresh_for_hours: z.number(),
  }),
])
export type SignalWrite = z.infer<typeof signalWriteSchema>
