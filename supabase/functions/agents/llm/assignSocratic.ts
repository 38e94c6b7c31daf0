import { z } from 'zod'
import { type AgentRequest, socraticDataSchema } from '../../_shared/contract/agentMessages.ts'
import { type Assignment, composeInstructions, describeIntent, OUTPUT_TOKENS } from './assignment.ts'

const { text, expects } = socraticDataSchema.shape.questions.element.shape
const draftSchema = z.object({
  questions: z.array(z.object({ id: z.string().max(64), text, expects })).max(8),
})
type Draft = z.infer<typeof draftSchema>

const TASK = [
  'You ask Socratic questions. For each question of the material, by its id: a text of its type that ends with a',
  'question mark, asks one thing about its unit, and cannot be answered by yes or no; and what a good answer has to',
  'contain, without giving the answer.',
].join(' ')

/** Questions in the model's words; units, types, edges and what is unresolved stay the twin's. */
export function assignSocratic(
  ask: AgentRequest,
  twinData: Record<string, unknown>,
): Assignment<Draft> | null {
  const twin = socraticDataSchema.parse(twinData)
  if (twin.questions.length === 0) return null
  return {
    instructions: composeInstructions(TASK),
    material: { ...describeIntent(ask), questions: twin.questions },
    schema: draftSchema,
    max_output_tokens: OUTPUT_TOKENS.weekly,
    merge(draft) {
      const byId = new Map(draft.questions.map(({ id, ...words }) => [id, words]))
      return {
        ...twin,
        questions: twin.questions.map((question) => ({ ...question, ...byId.get(question.id) })),
      }
    },
  }
}
