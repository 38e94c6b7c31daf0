import { z } from 'zod'
import { unitIdSchema } from './plan.ts'
import { instantSchema, isStorableText, uuidSchema } from './primitives.ts'

/** Body of POST day.done. Only `session_id` and `completion_time_min` are required. */
export const dayDoneRequestSchema = z.strictObject({
  session_id: uuidSchema,
  completion_time_min: z.int().min(1).max(480),
  confidence: z.int().min(1).max(10).nullish(),
  notes: z.string().trim().max(4000).refine(isStorableText, 'contains NUL or a lone surrogate').nullish(),
  recall: z.strictObject({ right: z.int().min(0).max(500), total: z.int().min(1).max(500) })
    .refine((recall) => recall.right <= recall.total, 'right is larger than total').nullish(),
  results: z.array(
    z.strictObject({ unit_id: unitIdSchema, outcome: z.enum(['again', 'hard', 'good', 'easy']) }),
  ).max(60).nullish(),
  skipped_step_ids: z.array(z.string().regex(/^w\d{1,3}d[1-7]s\d{1,2}$/)).max(12).nullish(),
  self_assessment: z.array(
    z.strictObject({
      criterion_id: z.string().min(1).max(64).refine(isStorableText),
      score: z.int().min(0).max(4),
    }),
  ).max(6).nullish(),
})

export type DayDoneRequest = z.input<typeof dayDoneRequestSchema>
export type ParsedDayDone = z.output<typeof dayDoneRequestSchema>

export const completionSchema = z.strictObject({
  completion_time_min: z.int(),
  /** 1..10, null when the learner gave none: never invented. */
  confidence: z.int().nullable(),
  notes: z.string().nullable(),
  completed_at: instantSchema,
})

export const dayDoneResponseSchema = z.strictObject({
  ok: z.literal(true),
  next_day_hint: z.string(),
  completion_summary: z.strictObject({ session_id: uuidSchema, ...completionSchema.shape }),
})
export type DayDoneResponse = z.infer<typeof dayDoneResponseSchema>
