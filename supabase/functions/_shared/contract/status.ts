import { z } from 'zod'
import { completionSchema } from './dayDone.ts'
import { daySchema, depthSchema, instantSchema, uuidSchema, weekSchema } from './primitives.ts'
import { signalQualitySchema } from './signalQuality.ts'

export const statusResponseSchema = z.strictObject({
  user_id: uuidSchema,
  active_intent: z.strictObject({
    id: uuidSchema,
    topic: z.string(),
    depth: depthSchema,
    end_goal: z.string(),
    time_per_day_min: z.int(),
    user_tz: z.string(),
    created_at: instantSchema,
  }).nullable(),
  latest_session: z.strictObject({
    id: uuidSchema,
    week: weekSchema,
    day: daySchema,
    topic: z.string(),
    plan_title: z.string(),
    degraded_mode: z.boolean(),
    created_at: instantSchema,
    completion: completionSchema.nullable(),
  }).nullable(),
  signal_freshness: signalQualitySchema,
  next_scheduled_run: z.strictObject({
    week: weekSchema,
    day: daySchema,
    estimated_time: instantSchema,
    timezone: z.string(),
  }).nullable(),
  learning_stats: z.strictObject({
    total_sessions: z.int().min(0),
    completed_sessions: z.int().min(0),
    total_time_min: z.int().min(0),
    /** Mean of the confidences given, one decimal; null when none was given. */
    average_confidence: z.number().nullable(),
    current_streak_days: z.int().min(0),
  }),
})
export type StatusResponse = z.infer<typeof statusResponseSchema>
