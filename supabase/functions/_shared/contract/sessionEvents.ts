import { z } from 'zod'
import { runEventSchema } from './runs.ts'
import { finalSchema } from './session.ts'

const nothing = z.object({})
const error_code = z.string()
const attempt = z.object({ name: z.string(), iteration: z.int() })
const failed = z.object({ error_code })
const standing = attempt.extend({ score: z.number() })
const outcome = standing.extend({ stopped_by: finalSchema.shape.stopped_by })
const position = z.object({ week: z.int(), day: z.int() })

/** What `data` of each event of a quality session holds; `message` says the same in words. */
export const SESSION_EVENT_DATA = {
  queued: nothing,
  started: nothing,
  recovered: nothing,
  retrying: failed.extend({ wait_ms: z.number() }),
  day_read: position.extend({ plan_version: z.int().nullable() }),
  day_failed: failed,
  variant_started: z.object({ name: z.string(), strategy: z.string().nullish() }),
  variant_failed: attempt.extend({ error_code }),
  candidate_scored: standing.extend({
    rubric: z.number().nullable(),
    external: z.number().nullable(),
    is_kept: z.boolean().optional(),
  }),
  judge_started: z.object({ a: z.string(), b: z.string() }),
  judged: z.object({ verdict: z.string(), ab: z.string(), ba: z.string() }),
  judge_failed: failed,
  critic_started: nothing,
  critic_issue: z.object({ id: z.string(), says: z.string(), evidence: z.string() }),
  critic_failed: failed,
  refinement_started: attempt.extend({ issues: z.array(z.string()) }),
  refine_failed: attempt.extend({ error_code }),
  external_score_requested: nothing,
  external_score: z.object({ score: z.number() }),
  external_score_failed: attempt.extend({ error_code }),
  winner_changed: z.object({ from: standing, to: standing }),
  bound: position.extend({ session_id: z.string(), plan_version: z.int() }),
  bind_refused: position.partial().extend({ reason: z.string().optional() }),
  succeeded: outcome,
  degraded: outcome,
  needs_review: outcome.extend({
    code: z.literal('LOW_QUALITY'),
    cause: z.enum(['process_only', 'low_score']),
    threshold: z.number(),
    evidence: z.array(z.string()),
  }),
  failed: z.object({ code: z.string() }),
  cancelled: nothing,
} as const

export type SessionEventType = keyof typeof SESSION_EVENT_DATA
type Line = Omit<z.infer<typeof runEventSchema>, 'type' | 'data'>

/** One line of a session's story; `type` tells the shape of `data`. */
export type SessionEvent = {
  [Type in SessionEventType]: Line & { type: Type; data: z.infer<(typeof SESSION_EVENT_DATA)[Type]> }
}[SessionEventType]
