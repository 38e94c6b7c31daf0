import { z } from 'zod'
import {
  budgetMinSchema,
  depthSchema,
  instantSchema,
  metaSchema,
  textSchema,
  timeZoneSchema,
  uuidSchema,
} from './primitives.ts'

/** Body of POST intent.sync: what the learner wants, how deep, towards which goal, in how many minutes a day. */
export const intentSyncRequestSchema = z.strictObject({
  topic: textSchema(200),
  depth: depthSchema,
  end_goal: textSchema(1000),
  time_per_day_min: budgetMinSchema,
  /** Left out: a new intent starts with UTC, a stored one keeps its zone. */
  user_tz: timeZoneSchema.optional(),
  track_label: textSchema(120).nullish(),
  meta: metaSchema.nullish(),
})

/** `track_label` and `meta` left out keep what is stored; null clears it. */
export type IntentSyncRequest = z.input<typeof intentSyncRequestSchema>
export type ParsedIntentSync = z.output<typeof intentSyncRequestSchema>

export const intentSyncResponseSchema = z.strictObject({
  intent_id: uuidSchema,
  active: z.boolean(),
  topic: z.string(),
  depth: depthSchema,
  end_goal: z.string(),
  time_per_day_min: z.int(),
  user_tz: z.string(),
  created_at: instantSchema,
  track_label: z.string().nullable(),
  meta: z.record(z.string(), z.unknown()),
  updated_at: instantSchema,
})
export type IntentSyncResponse = z.infer<typeof intentSyncResponseSchema>
