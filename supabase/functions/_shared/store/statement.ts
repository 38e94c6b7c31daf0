import type { z } from 'zod'
import { type RefusedFact, refusedFactSchema } from '../contract/facts.ts'
import type { Claims } from './learnerStore.ts'

/** What a function answered: its fact, or the refusal it gave instead. */
export function readFact<Fact>(text: string, schema: z.ZodType<Fact>): Fact | RefusedFact {
  const fact: unknown = JSON.parse(text)
  // Refusals first: a fact schema would strip `refused` as an unknown key.
  const isRefused = typeof fact === 'object' && fact !== null && 'refused' in fact
  return isRefused ? refusedFactSchema.parse(fact) : schema.parse(fact)
}

/** Steps that tell a service nothing and change nothing for the learner: waiting for a claim, giving it back. */
const UNAUDITED = ['read_day', 'release_day']

/** The function's call; on behalf of a learner its answer passes through the audit log in the same statement. */
export function composeStatement(name: string, claims: Claims, args: number): string {
  const places = Array.from({ length: args + 1 }, (_, index) => `$${index + 1}`)
  const answer = `wisely.${name}(${places.join(', ')})`
  const isAudited = claims.act !== undefined && !UNAUDITED.includes(name)
  return `select ${isAudited ? `wisely.record_act($1, '${name}', ${answer}::jsonb)` : answer}::text`
}
