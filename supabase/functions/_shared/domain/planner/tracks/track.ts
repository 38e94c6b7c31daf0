import { z } from 'zod'
import { unitSchema } from '../../../contract/agentMessages.ts'
import { depthSchema } from '../../../contract/primitives.ts'

/** A unit as we author it: besides the contract's fields, the words of its study, example, transfer and question. */
export const trackUnitSchema = unitSchema.extend({
  source: z.literal('curated'),
  task: z.string().min(40).max(400),
  check: z.string().min(20).max(160),
  /** The shallowest depth at which the unit belongs to the course. */
  min_depth: depthSchema,
  /** What to find out while reading, as questions that have an answer. */
  study: z.string().min(40).max(320),
  /** A small case to trace by hand before the own attempt. */
  example: z.string().min(40).max(320),
  /** The task with one requirement changed. */
  transfer: z.string().min(40).max(320),
  question: z.object({
    type: z.enum(['clarification', 'assumptions', 'evidence', 'viewpoints', 'implications', 'question']),
    text: z.string().min(20).max(240).endsWith('?'),
    expects: z.string().min(20).max(240),
  }),
})
export type TrackUnit = z.infer<typeof trackUnitSchema>

export const trackSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** Names of the topic that mean exactly this track, normalised; a wrong track is worse than none. */
  aliases: z.array(z.string().min(2)).min(1),
  units: z.array(trackUnitSchema).min(20).max(60),
})
export type Track = z.infer<typeof trackSchema>
