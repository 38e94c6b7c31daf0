import { z } from 'zod'
import { rateFactSchema, refusedFactSchema } from './facts.ts'
import { instantSchema, uuidSchema } from './primitives.ts'

/** From each state of a run to those it may move to; what leads nowhere is terminal. The database holds the same. */
export const RUN_MOVES = {
  queued: ['running', 'needs_review', 'cancelled'],
  running: ['succeeded', 'degraded', 'failed', 'cancelled', 'needs_review'],
  needs_review: ['running', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  degraded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>

export const TASK_MOVES = {
  QUEUED: ['ASSIGNED', 'IN_PROGRESS', 'SKIPPED', 'CANCELLED'],
  ASSIGNED: ['IN_PROGRESS', 'QUEUED', 'CANCELLED'],
  IN_PROGRESS: ['VERIFYING', 'WAITING', 'COMPLETED', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED'],
  VERIFYING: ['COMPLETED', 'QUEUED', 'NEEDS_REVIEW', 'FAILED', 'CANCELLED'],
  WAITING: ['QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED'],
  NEEDS_REVIEW: ['QUEUED', 'COMPLETED', 'FAILED', 'CANCELLED'],
  COMPLETED: [],
  SKIPPED: [],
  FAILED: [],
  CANCELLED: [],
} as const satisfies Record<string, readonly string[]>

export type RunStatus = keyof typeof RUN_MOVES
export type TaskStatus = keyof typeof TASK_MOVES

export const RUN_KINDS = ['quality'] as const
export const RUN_EVENT_LEVELS = ['debug', 'info', 'warn', 'error', 'success'] as const

const runStatusSchema = z.enum(Object.keys(RUN_MOVES) as [RunStatus, ...RunStatus[]])
const taskStatusSchema = z.enum(Object.keys(TASK_MOVES) as [TaskStatus, ...TaskStatus[]])
const dataSchema = z.record(z.string(), z.unknown())

/** One line of a run's log. `seq` counts from 1 without gaps; it is the id of the stream and the cursor of a resume. */
export const runEventSchema = z.object({
  seq: z.int().min(1),
  run_id: uuidSchema,
  task_key: z.string().nullable(),
  agent: z.string().nullable(),
  type: z.string(),
  level: z.enum(RUN_EVENT_LEVELS),
  message: z.string(),
  data: dataSchema,
  at: instantSchema,
})
export type RunEvent = z.infer<typeof runEventSchema>

export const runFactSchema = z.object({
  id: uuidSchema,
  kind: z.enum(RUN_KINDS),
  status: runStatusSchema,
  input: dataSchema,
  /** Null until the run rests. */
  result: dataSchema.nullable(),
  event_seq: z.int().min(0),
  fence: z.int().min(0),
  created_at: instantSchema,
  started_at: instantSchema.nullable(),
  ended_at: instantSchema.nullable(),
  deadline_at: instantSchema,
})
export type RunFact = z.infer<typeof runFactSchema>

export const taskFactSchema = z.object({
  id: uuidSchema,
  /** Names the task within its run. */
  key: z.string(),
  kind: z.string(),
  agent: z.string().nullable(),
  status: taskStatusSchema,
  attempts: z.int().min(0),
  /** Never null when completed. */
  output: z.unknown(),
  error_code: z.string().nullable(),
})
export type TaskFact = z.infer<typeof taskFactSchema>

export const startedRunSchema = z.object({
  run: runFactSchema,
  replayed_request_id: z.string().nullish(),
  rates: z.array(rateFactSchema).default([]),
})
export type StartedRun = z.infer<typeof startedRunSchema>
export const runReadingSchema = z.object({
  run: runFactSchema,
  tasks: z.array(taskFactSchema),
  events: z.array(runEventSchema),
})
export type RunReading = z.infer<typeof runReadingSchema>

/** A run as its stream sees it: what happened, without what came of it. */
export const runPageSchema = z.object({
  run: runFactSchema.pick({ id: true, status: true, event_seq: true }),
  events: z.array(runEventSchema),
})
export type RunPage = z.infer<typeof runPageSchema>
export const runPagesSchema = z.array(z.union([refusedFactSchema, runPageSchema]))

export const claimedRunSchema = z.object({
  claimed: z.object({
    user_id: uuidSchema,
    run: runFactSchema,
    tasks: z.array(taskFactSchema),
    /** Until the run's deadline, in ms by the database's clock. */
    left_ms: z.int().min(0),
  }).nullable(),
})
export type ClaimedRun = NonNullable<z.infer<typeof claimedRunSchema>['claimed']>

export const aliveRunsSchema = z.object({ alive: z.array(uuidSchema) })
export const runSeqsSchema = z.record(uuidSchema, z.int().min(0))

/** `fenced_out`: the run was cancelled or taken over, and nothing was written. */
export const writtenRunSchema = z.union([
  z.object({ fenced_out: z.literal(true) }),
  z.object({ event_seq: z.int().min(0), tasks: z.array(taskFactSchema) }),
])
export type WrittenRun = z.infer<typeof writtenRunSchema>

export const settledTaskSchema = z.object({ settled: z.boolean(), known: z.boolean() })
export type SettledTask = z.infer<typeof settledTaskSchema>

/** An event to be appended; the database gives it its number and its time. */
export type NewRunEvent = {
  type: string
  /** For people, at most 500 characters; no words of other systems, which go into `data`. */
  message: string
  level?: (typeof RUN_EVENT_LEVELS)[number]
  task_key?: string
  agent?: string
  data?: Record<string, unknown>
}

/** A task as its worker leaves it. */
export type TaskWrite = {
  key: string
  kind: string
  agent: string | null
  status: TaskStatus
  attempts: number
  output: unknown
  error_code: string | null
}

/** How a run comes to rest; the last event carries the message. */
export type RunEnd = {
  status: Exclude<RunStatus, 'queued' | 'running' | 'cancelled'>
  result: Record<string, unknown>
  level: (typeof RUN_EVENT_LEVELS)[number]
  message: string
  data: Record<string, unknown>
}
