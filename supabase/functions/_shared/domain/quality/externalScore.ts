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
