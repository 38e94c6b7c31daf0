import { z } from 'zod'
import { META_MAX_BYTES, META_MAX_DEPTH } from './bounds.ts'
import { dayFactSchema, positionSchema, rateFactSchema } from './facts.ts'
import { AGENT_NAMES, depthOf, instantSchema, textSchema } from './primitives.ts'

/** How long an answer is kept, unless the agent asks for less. */
export const ANSWER_TTL_S = 86_400

const optionsSchema = z.record(z.string().min(1).max(64), z.unknown())
  .refine(
    (options) => new TextEncoder().encode(JSON.stringify(options)).length <= META_MAX_BYTES,
    `is larger than ${META_MAX_BYTES} bytes`,
  )
  .refine((options) => depthOf(options) <= META_MAX_DEPTH, `is nested deeper than ${META_MAX_DEPTH} levels`)

/** Body of POST proxy: one question to one agent, or to the configured model. Unknown keys are refused. */
export const proxyRequestSchema = z.strictObject({
  agent: z.enum(AGENT_NAMES).optional(),
  /** Goes to the model as `options.model`; what a name means is the model's business. */
  model: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$/).optional(),
  prompt: textSchema(4_000),
  options: optionsSchema.default({}),
}).refine(
  ({ agent, model }) => (agent === undefined) !== (model === undefined),
  'name an agent or a model, one of them',
)
export type ProxyRequest = z.infer<typeof proxyRequestSchema>

/** What was answered, as it is kept. */
export const keptAnswerSchema = z.strictObject({
  agent: z.enum(AGENT_NAMES).nullable(),
  model: z.string().nullable(),
  /** The day of the learner's that an agent answered for; null for a model. */
  position: positionSchema.nullable(),
  /** False: an agent asked by GET never sees the prompt, its answer is about the day alone. */
  prompt_sent: z.boolean(),
  /** An agent's signal; null for a model. */
  data: z.record(z.string(), z.unknown()).nullable(),
  /** A model's words; null for an agent. */
  text: z.string().nullable(),
})
export type KeptAnswer = z.infer<typeof keptAnswerSchema>

/** Answer of POST proxy. Both times are null when the answer was not kept. */
export const proxyResponseSchema = keptAnswerSchema.extend({
  created_at: instantSchema.nullable(),
  expires_at: instantSchema.nullable(),
})
export type ProxyResponse = z.infer<typeof proxyResponseSchema>

const ratesField = { rates: z.array(rateFactSchema).default([]) }

/** What the database knows of a question: its answer, or what is needed to ask. */
export const foundAnswerSchema = z.union([
  z.object({
    hit: z.object({
      answer: keptAnswerSchema,
      created_at: instantSchema,
      expires_at: instantSchema,
      age_s: z.int().min(0),
    }),
  }),
  z.object({
    /** `key` names this question of this learner, the day included; `day` is null for a model. */
    miss: z.object({ key: z.string(), day: dayFactSchema.nullable() }),
    ...ratesField,
  }),
])
export type FoundAnswer = z.infer<typeof foundAnswerSchema>

export const keptTimesSchema = z.object({ created_at: instantSchema, expires_at: instantSchema })
export type KeptTimes = z.infer<typeof keptTimesSchema>
