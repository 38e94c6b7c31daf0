import { z } from 'zod'
import { type AgentRequest, taDataSchema } from '../../_shared/contract/agentMessages.ts'
import { type Assignment, composeInstructions, describeIntent, OUTPUT_TOKENS } from './assignment.ts'

const { prompt, done_when, hints } = taDataSchema.shape.exercises.element.shape
const draftSchema = z.object({
  exercises: z.array(z.object({ id: z.string().max(64), prompt, done_when, hints })).max(6),
})
type Draft = z.infer<typeof draftSchema>

const DAYS_TOLD = 5

const TASK = [
  'You word the exercises of a study day. For each exercise of the material, by its id: a prompt on one concrete case',
  'that fits unit, kind, difficulty and minutes; what is there when it is done; up to three hints that begin with a',
  'question. Never give the solution or a part of it: the learner has not tried yet.',
].join(' ')

/** Exercises in the model's words; which ones, and every blocker and mastery figure, stay the twin's. */
export function assignTa(ask: AgentRequest, twinData: Record<string, unknown>): Assignment<Draft> | null {
  const twin = taDataSchema.parse(twinData)
  if (twin.exercises.length === 0) return null
  // The week is no dependency of this agent.
  const { week: _week, ...intent } = describeIntent(ask)
  return {
    instructions: composeInstructions(TASK),
    material: {
      ...intent,
      exercises: twin.exercises,
      blockers: twin.blockers.map(({ unit_id, symptom }) => ({ unit_id, symptom })),
      last_days: ask.state.history.slice(-DAYS_TOLD).map(({ unit_ids, confidence, struggle, notes }) => ({
        unit_ids,
        confidence: confidence ?? null,
        struggle,
        notes: notes ?? null,
      })),
    },
    schema: draftSchema,
    max_output_tokens: OUTPUT_TOKENS.daily,
    merge(draft) {
      const byId = new Map(draft.exercises.map(({ id, ...words }) => [id, words]))
      return {
        ...twin,
        exercises: twin.exercises.map((exercise) => ({ ...exercise, ...byId.get(exercise.id) })),
      }
    },
  }
}
