import type { z } from 'zod'
import { type RefusedFact, refusedFactSchema } from '../contract/facts.ts'

/** What a function answered: its fact, or the refusal it gave instead. */
export function readFact<Fact>(text: string, schema: z.ZodType<Fact>): Fact | RefusedFact {
  const fact: unknown = JSON.parse(text)
  // Refusals first: a fact schema would strip `refused` as an unknown key.
  const refused = refusedFactSchema.safeParse(fact)
  return refused.success ? refused.data : schema.parse(fact)
}
