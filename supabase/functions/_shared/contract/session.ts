import { z } from 'zod'
import { planSchema } from './plan.ts'
import {
  budgetMinSchema,
  daySchema,
  depthSchema,
  instantSchema,
  textSchema,
  uuidSchema,
  weekSchema,
} from './primitives.ts'
import { runEventSchema, type RunStatus } from './runs.ts'

/** How much work goes into an answer; the presets are in domain/quality/presets.ts. */
export const SESSION_MODES = ['fast', 'balanced', 'quality'] as const
export type SessionMode = (typeof SESSION_MODES)[number]

/** One way of trying: a name for people and what is asked beside the prompt. */
export const variantSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/),
  modifier: textSchema(500),
})
export type Variant = z.infer<typeof variantSchema>

/** The candidate that is always there: the built-in plan, which costs no call. */
export const BUILTIN = 'builtin'

const variantsSchema = z.array(variantSchema).min(1).max(8)
  .refine((variants) => new Set(variants.map(({ name }) => name)).size === variants.length, 'names repeat')
  .refine((variants) => variants.every(({ name }) => name !== BUILTIN), `${BUILTIN} is always a candidate`)

/** What may be set per request, in the stored configuration, or not at all; the first of these that speaks counts. */
export const sessionSettingsSchema = z.strictObject({
  /** Refinements at most. */
  maxIterations: z.int().min(0).max(10).optional(),
  /** Good enough, 0..1. */
  qualityThreshold: z.number().min(0).max(1).optional(),
  parallelVariants: variantsSchema.optional(),
  /** Ask a model to compare the best two when their scores are as good as equal; the built-in plan is not compared. */
  judge: z.boolean().optional(),
})
export type SessionSettings = z.infer<typeof sessionSettingsSchema>

/** Body of POST session/start. Unknown keys are refused: an option that has no effect would be a false promise. */
export const startSessionRequestSchema = z.strictObject({
  prompt: textSchema(4_000),
  /** What a mode is worth, and why this one is the default: docs/quality.md. */
  mode: z.enum(SESSION_MODES).default('fast'),
  options: sessionSettingsSchema.extend({
    /** With `day`: the winner becomes that day's plan of the active intent. */
    week: weekSchema.optional(),
    day: daySchema.optional(),
    /** For a prompt without an intent. */
    depth: depthSchema.optional(),
    time_per_day_min: budgetMinSchema.optional(),
  }).refine(
    ({ week, day }) => (week === undefined) === (day === undefined),
    'week and day belong together',
  ).default({}),
})

export const startSessionResponseSchema = z.strictObject({ id: uuidSchema, sessionUrl: z.string() })

/** The stored configuration, in the shape in which PUT session/config takes it. */
export const sessionConfigSchema = z.strictObject({ orchestration: sessionSettingsSchema })
export type SessionConfig = z.infer<typeof sessionConfigSchema>

/** Settings in force, fixed when the session was started. */
export const effectiveSettingsSchema = z.object({
  maxIterations: z.int(),
  qualityThreshold: z.number(),
  parallelVariants: z.array(variantSchema),
  judge: z.boolean(),
})
export type EffectiveSettings = z.infer<typeof effectiveSettingsSchema>

/** What a critic found. `answer` is null until the synthesis has answered it. */
export const issueSchema = z.object({
  id: z.string(),
  by: z.enum(['alex', 'socratic']),
  says: z.string(),
  /** Where it shows: a step id, a rubric part and its points. */
  evidence: z.string(),
  answer: z.string().nullable(),
})
export type Issue = z.infer<typeof issueSchema>

export const candidateSchema = z.object({
  name: z.string(),
  /** 0: as first made; n: after n refinements. */
  iteration: z.int().min(0),
  /** 0..1; null while it is being made or when it failed. */
  score: z.number().min(0).max(1).nullable(),
  /** What the score is made of. */
  rubric: z.object({ total: z.number(), flags: z.array(z.string()), parts: z.record(z.string(), z.number()) })
    .nullable(),
  external_score: z.number().min(0).max(1).nullable(),
  /** Null for an answer that is text alone. */
  plan: planSchema.nullable(),
  /** Markdown. */
  text: z.string(),
  error_code: z.string().nullable(),
})
export type Candidate = z.infer<typeof candidateSchema>

export const finalSchema = z.object({
  name: z.string(),
  iteration: z.int().min(0),
  score: z.number().min(0).max(1),
  plan_md: z.string(),
  plan_json: planSchema.nullable(),
  issues: z.array(issueSchema),
  /** Why it stopped: threshold, no_gain, iterations, budget. */
  stopped_by: z.enum(['threshold', 'no_gain', 'iterations', 'budget']),
})
export type Final = z.infer<typeof finalSchema>

/** Words of the documented session API; a run that came out with a part missing has still succeeded. */
export const SESSION_STATUS = {
  queued: 'running',
  running: 'running',
  needs_review: 'needs_review',
  succeeded: 'succeeded',
  degraded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
} as const satisfies Record<RunStatus, string>

/** As status shows it: without plan and text, which only the final has. */
export const candidateViewSchema = candidateSchema.omit({ plan: true, text: true })

/** Answer of session/{id} and session/{id}/status. */
export const sessionStatusResponseSchema = z.strictObject({
  meta: z.strictObject({
    id: uuidSchema,
    status: z.enum(['running', 'succeeded', 'failed', 'cancelled', 'needs_review']),
    mode: z.enum(SESSION_MODES),
    /** `builtin`: planning strategies of ours; `agent`: a configured model or agent. */
    generator: z.enum(['builtin', 'agent']),
    config: effectiveSettingsSchema,
    candidates: z.array(candidateViewSchema),
    winner: z.strictObject({ name: z.string(), iteration: z.int(), score: z.number() }).nullable(),
    final: finalSchema.nullable(),
    created_at: instantSchema,
    started_at: instantSchema.nullable(),
    ended_at: instantSchema.nullable(),
  }),
  events: z.array(runEventSchema),
})
export type CandidateView = z.infer<typeof candidateViewSchema>
export type SessionStatusResponse = z.infer<typeof sessionStatusResponseSchema>

/** Query of session/{id}, its status and its stream: only events with a higher number. Other parameters are ignored. */
export const sessionQuerySchema = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
})

/** Answer of session/{id}/cancel, the first time and every time after. */
export const cancelSessionResponseSchema = z.strictObject({ id: uuidSchema, status: z.literal('cancelled') })

/** Answer of session/{id}/callback; `settled`: this delivery's score is the one that counts. */
export const callbackResponseSchema = z.strictObject({ settled: z.boolean() })

/** Input of a run of kind `quality`, as stored. */
export const qualityInputSchema = z.object({
  prompt: z.string(),
  mode: z.enum(SESSION_MODES),
  generator: z.enum(['builtin', 'agent']),
  /** What the request asked for, and what was stored when it came: together with the mode the settings in force. */
  asked: sessionSettingsSchema,
  stored: sessionSettingsSchema,
  target: z.object({ week: weekSchema, day: daySchema }).nullable(),
  depth: depthSchema.nullable(),
  time_per_day_min: budgetMinSchema.nullable(),
})
export type QualityInput = z.infer<typeof qualityInputSchema>

/** Result of a run of kind `quality`, as stored. */
export const qualityResultSchema = z.object({
  candidates: z.array(candidateViewSchema),
  final: finalSchema.nullable(),
})
export type QualityResult = z.infer<typeof qualityResultSchema>
