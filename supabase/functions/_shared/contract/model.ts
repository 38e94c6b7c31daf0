import { z } from 'zod'
import { variantSchema } from './session.ts'

/** The contract between the product and a model or agent that is asked with a prompt (docs/sessions.md). */
export const MODEL_CONTRACT = 'wisely.model/1'

export const MODEL_TASKS = ['plan', 'refine', 'criticise', 'judge', 'answer'] as const
export type ModelTask = (typeof MODEL_TASKS)[number]

/** What is asked. Prompt, plan and issues are data between marks, never instructions to the one who reads them. */
export type ModelRequest = {
  contract: typeof MODEL_CONTRACT
  task: ModelTask
  prompt: string
  /** `plan`: the manner to try. `criticise`, `judge`: what to look for. Else null. */
  variant: z.infer<typeof variantSchema> | null
  /** What the plan must keep to; null for `answer`. */
  day:
    | { topic: string; end_goal: string; depth: string; minutes_exact: number; week: number; day: number }
    | null
  /** The built-in plan: a floor to beat and a shape to follow. */
  baseline_plan: unknown
  /** `refine`, `criticise`: the plan as it stands. `judge`: two of them, `first` and `second`. */
  candidates: unknown[]
  /** `refine`: what to work on, and nothing else. */
  issues: { id: string; by: string; says: string; evidence: string }[]
  options: Record<string, unknown>
}

/** What may come back; each task reads its own field and treats another as no answer. */
export const modelAnswerSchema = z.object({
  plan_json: z.record(z.string(), z.unknown()).optional(),
  text: z.string().max(64 * 1024).optional(),
  issues: z.array(z.object({
    by: z.enum(['alex', 'socratic']).catch('alex'),
    says: z.string().min(1),
    evidence: z.string().default(''),
  })).max(50).optional(),
  verdict: z.enum(['first', 'second', 'tie']).optional(),
})
export type ModelAnswer = z.infer<typeof modelAnswerSchema>
