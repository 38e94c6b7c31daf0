import { z } from 'zod'
import { daySchema, weekSchema } from './primitives.ts'

export const STEP_KINDS = [
  'retrieve',
  'study',
  'example',
  'practice',
  'socratic',
  'build',
  'reflect',
  'break',
  'diagnose',
] as const
export const GROUNDINGS = ['curated', 'learner_outline', 'agent', 'process_only'] as const
export const BLOOM_LEVELS = ['remember', 'understand', 'apply', 'analyze', 'evaluate', 'create'] as const

export const groundingSchema = z.enum(GROUNDINGS)
export type Grounding = z.infer<typeof groundingSchema>

export const unitIdSchema = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/)

export const milestoneSchema = z.object({
  id: z.string().min(1).max(64),
  text: z.string().min(1).max(400),
  stage: z.int().min(1).max(4),
  evidence: z.string().min(1).max(400),
})
export type Milestone = z.infer<typeof milestoneSchema>

export const objectiveSchema = z.object({
  id: z.string().min(1).max(64),
  text: z.string().min(1).max(160),
  bloom: z.enum(BLOOM_LEVELS),
  unit_ids: z.array(unitIdSchema).max(12),
  weight: z.number().min(0).max(1),
})
export type Objective = z.infer<typeof objectiveSchema>

export const adaptationSchema = z.object({
  rule: z.string().min(1).max(64),
  reason: z.string().min(1).max(240),
})
export type Adaptation = z.infer<typeof adaptationSchema>

/** Less says nothing a learner could start with, or know when to stop. */
export const ACTION_MIN_CHARS = 20
export const DONE_WHEN_MIN_CHARS = 8

export const planStepSchema = z.strictObject({
  /** `w<week>d<day>s<number>`, stable within one plan version. */
  id: z.string().regex(/^w\d{1,3}d[1-7]s\d{1,2}$/),
  kind: z.enum(STEP_KINDS),
  minutes: z.int().min(2),
  action: z.string().min(ACTION_MIN_CHARS).max(600),
  done_when: z.string().min(DONE_WHEN_MIN_CHARS).max(240),
  unit_ids: z.array(unitIdSchema).max(12),
  objective_ids: z.array(z.string().max(64)).max(5),
  /** Why this step is in today's plan; names the rule that put it there. */
  why: z.string().min(1).max(240),
  difficulty: z.int().min(1).max(5),
  resource: z.strictObject({
    title: z.string().min(1).max(200),
    url: z.string().max(500).nullable(),
    from: z.enum(['curated', 'learner']),
  }).optional(),
})
export type PlanStep = z.infer<typeof planStepSchema>

/** plan_json version 1. The minutes of the steps add up to `minutes_total` exactly. */
export const planSchema = z.strictObject({
  version: z.literal('1'),
  title: z.string().min(1).max(120),
  description: z.string().max(400),
  week: weekSchema,
  day: daySchema,
  minutes_total: z.int().min(20).max(180),
  difficulty: z.int().min(1).max(5),
  grounding: groundingSchema,
  source: z.enum(['builtin', 'instructor']),
  candidates: z.array(z.strictObject({
    source: z.enum(['builtin', 'instructor']),
    score: z.number().nullable(),
    rejected: z.string().max(240).optional(),
  })).max(4),
  goal_link: z.string().min(1).max(400),
  milestone: milestoneSchema,
  objectives: z.array(objectiveSchema).min(1).max(5),
  steps: z.array(planStepSchema).min(3).max(12),
  reviews_due: z.array(unitIdSchema).max(50),
  reviews_included: z.array(unitIdSchema).max(50),
  adaptation: z.array(adaptationSchema).max(12),
  risk_flags: z.array(z.string().max(64)).max(12),
  if_then: z.string().max(240).optional(),
  changes: z.strictObject({
    from_version: z.int().min(1),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    moved: z.array(z.string()),
    minutes: z.int(),
    reason: z.string().max(240),
  }).optional(),
})
  .refine(
    (plan) => plan.steps.reduce((sum, step) => sum + step.minutes, 0) === plan.minutes_total,
    'minutes of the steps do not add up to minutes_total',
  )

export type Plan = z.infer<typeof planSchema>

export const planSummarySchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  steps: z.array(z.string()),
})
export type PlanSummary = z.infer<typeof planSummarySchema>
