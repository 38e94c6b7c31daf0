import { z } from 'zod'

const share = z.number().min(0).max(1)
const passedSchema = z.union([
  z.object({ passed: z.boolean() }).transform(({ passed }) => passed ? 1 : 0),
  z.object({ passed: z.int().min(0), total: z.int().min(1) }).refine(
    ({ passed, total }) => passed <= total,
    'more passed than there are',
  ).transform(({ passed, total }) => passed / total),
])

/** The three documented shapes of an outside scorer's answer; anything else is no score. */
export const externalAnswerSchema = z.union([
  z.object({ passRate: share }).transform(({ passRate }) => passRate),
  z.object({ score: share }).transform(({ score }) => score),
  passedSchema,
])

/** 0..1, or null for an answer of no documented shape. */
export function readExternalScore(answer: unknown): number | null {
  const parsed = externalAnswerSchema.safeParse(answer)
  return parsed.success ? parsed.data : null
}

/**
 * Score of a candidate, 0..1. An outside scorer's word counts as much as the rubric's, but cannot lift a plan over the
 * cap of a failed gate: whoever scores from outside has not checked the minutes.
 */
export function weighScores(rubric: { total: number; cap: number }, external: number | null): number {
  const own = rubric.total / 100
  const mean = external === null ? own : (own + external) / 2
  return Math.round(Math.min(mean, rubric.cap / 100) * 1000) / 1000
}
