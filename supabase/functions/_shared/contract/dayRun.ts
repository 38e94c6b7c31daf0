import { z } from 'zod'
import { planSchema, planSummarySchema } from './plan.ts'
import { daySchema, uuidSchema, weekSchema } from './primitives.ts'
import { signalQualitySchema } from './signalQuality.ts'

/** Body of POST day.run; may be empty. Without week and day the learner's next day is run. */
export const dayRunRequestSchema = z.strictObject({
  week: weekSchema.nullish(),
  day: daySchema.nullish(),
  force_refresh: z.boolean().default(false),
}).refine((request) => (request.week == null) === (request.day == null), {
  path: ['day'],
  message: 'week and day go together: give both or neither',
})

export type DayRunRequest = z.input<typeof dayRunRequestSchema>
export type ParsedDayRun = z.output<typeof dayRunRequestSchema>

export const dayRunResponseSchema = z.strictObject({
  session_id: uuidSchema,
  plan_md: z.string(),
  plan_json_summary: planSummarySchema,
  degraded_mode: z.boolean(),
  cache_hits: z.int().min(0).max(4),
  cache_misses: z.int().min(0).max(4),
  signal_quality: signalQualitySchema,
  stale_served: z.int().min(0).max(4),
  plan_json: planSchema,
  plan_version: z.int().min(1),
  week: weekSchema,
  day: daySchema,
  /** `<agent>:<reason>`; empty exactly when `degraded_mode` is false. */
  degraded_reasons: z.array(z.string()),
  /** Points of the served plan by the plan-quality rubric, 0..100; null for a plan stored before there was one. */
  plan_score: z.number().min(0).max(100).nullable(),
})
export type DayRunResponse = z.infer<typeof dayRunResponseSchema>
