import { z } from 'zod'
import { runEventSchema } from './runs.ts'
import { finalSchema } from './session.ts'

const nothing = z.object({})
const named = z.object({ name: z.string() })
const error_code = z.string()
const day = { week: z.int(), day: z.int() }
const outcome = {
  name: z.string(),
  iteration: z.int(),
  score: z.number(),
  stopped_by: finalSchema.shape.stopped_by,
}

/** What `data` of each event of a quality session holds; `message` says the same in words. */
export const SESSION_EVENT_DATA = {
  queued: nothing,
  started: nothing,
  recovered: nothing,
  variant_started: named,
  variant_failed: named.extend({ error_code }),
  candidate_scored: named.extend({
    iteration: z.int(),
    score: z.number(),
    rubric: z.number().nullable(),
    external: z.number().nullable(),
  }),
  judge_started: nothing,
  judged: z.object({ ab: z.string(), ba: z.string() }),
  judge_failed: z.object({ error_code }),
  critic_started: nothing,
  critic_issue: z.object({ id: z.string(), evidence: z.string() }),
  critic_failed: z.object({ error_code }),
  refinement_started: named.extend({
    iteration: z.int(),
    issues: z.array(z.string()),
  }),
  refine_failed: named.extend({ error_code }),
  external_score_requested: nothing,
  external_score: z.object({ score: z.number() }),
  external_score_failed: z.object({
    name: z.string().optional(),
    error_code: error_code.optional(),
  }),
  bound: z.object({ session_id: z.string(), plan_version: z.int(), ...day }),
  bind_refused: z.object({
    reason: z.string().optional(),
    week: day.week.optional(),
    day: day.day.optional(),
  }),
  succeeded: z.object(outcome),
  degraded: z.object(outcome),
  needs_review: z.object({
    ...outcome,
    code: z.literal('LOW_QUALITY'),
    threshold: z.number(),
    evidence: z.array(z.string()),
  }),
  failed: z.object({
    code: z.string(),
    candidates: z.array(named.extend({ error_code: error_code.nullable() }))
      .optional(),
  }),
  cancelled: nothing,
} as const

export type SessionEventType = keyof typeof SESSION_EVENT_DATA
type Line = Omit<z.infer<typeof runEventSchema>, 'type' | 'data'>

/** One line of a session's story; `type` tells the shape of `data`. */
export type SessionEvent = {
  [Type in SessionEventType]: Line & {
    type: Type
    data: z.infer<(typeof SESSION_EVENT_DATA)[Type]>
  }
}[SessionEventType]
