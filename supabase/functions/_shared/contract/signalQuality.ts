import { z } from 'zod'
import { instantSchema } from './primitives.ts'

/** What is known of one agent's signal. `fresh` implies `available`; `last_updated` is null when nothing is stored. */
export const signalStateSchema = z.strictObject({
  available: z.boolean(),
  fresh: z.boolean(),
  last_updated: instantSchema.nullable(),
})
export type SignalState = z.infer<typeof signalStateSchema>

export const signalQualitySchema = z.strictObject({
  clo: signalStateSchema,
  alex: signalStateSchema,
  ta: signalStateSchema,
  socratic: signalStateSchema,
})
export type SignalQuality = z.infer<typeof signalQualitySchema>
