import { z } from 'zod'
import { AGENT_NAMES, daySchema, instantSchema, uuidSchema, weekSchema } from './primitives.ts'

// Payloads carry ids and numbers only: never topic, goal, notes or plan text.
const dayPayload = { session_id: uuidSchema, intent_id: uuidSchema, week: weekSchema, day: daySchema }
const agentPayload = z.strictObject({ ...dayPayload, agent: z.enum([...AGENT_NAMES, 'instructor']) })

export const EVENT_PAYLOADS = {
  intent_created: z.strictObject({ intent_id: uuidSchema, time_per_day_min: z.int() }),
  intent_updated: z.strictObject({ intent_id: uuidSchema, time_per_day_min: z.int() }),
  instructor_plan_created: z.strictObject({
    ...dayPayload,
    plan_version: z.int(),
    degraded_mode: z.boolean(),
    cache_hits: z.int(),
    cache_misses: z.int(),
    stale_served: z.int(),
  }),
  instructor_plan_completed: z.strictObject({
    ...dayPayload,
    completion_time_min: z.int(),
    confidence: z.int().nullable(),
  }),
  orchestrator_signal_stale: agentPayload,
  orchestrator_agent_timeout: agentPayload,
  orchestrator_plan_failed: agentPayload,
} as const

export type EventType = keyof typeof EVENT_PAYLOADS

function envelope<T extends EventType>(type: T) {
  return z.strictObject({
    id: uuidSchema,
    type: z.literal(type),
    version: z.literal(1),
    occurred_at: instantSchema,
    /** Per learner, gapless in commit order; the cursor of `events?after=`. */
    seq: z.int().min(1),
    payload: EVENT_PAYLOADS[type],
  })
}

export const eventSchema = z.discriminatedUnion('type', [
  envelope('intent_created'),
  envelope('intent_updated'),
  envelope('instructor_plan_created'),
  envelope('instructor_plan_completed'),
  envelope('orchestrator_signal_stale'),
  envelope('orchestrator_agent_timeout'),
  envelope('orchestrator_plan_failed'),
])

/**
 * Query of GET events. `after` is the last `seq` seen, 0 for the beginning. Other parameters are ignored: supabase-js
 * adds `forceFunctionRegion` of its own.
 */
export const eventsQuerySchema = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const eventsResponseSchema = z.strictObject({
  events: z.array(eventSchema),
  /** Pass it as the next `after`. */
  next_after: z.int().min(0),
  has_more: z.boolean(),
})
export type EventsResponse = z.infer<typeof eventsResponseSchema>
