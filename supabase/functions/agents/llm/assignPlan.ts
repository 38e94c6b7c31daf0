import { z } from 'zod'
import type { InstructorRequest } from '../../_shared/contract/agentMessages.ts'
import { type Plan, planSchema, planStepSchema } from '../../_shared/contract/plan.ts'
import { type Assignment, composeInstructions, describeIntent, OUTPUT_TOKENS } from './assignment.ts'

const { title, description } = planSchema.shape
const { kind, minutes, action, done_when, unit_ids, why, difficulty } = planStepSchema.shape
const draftSchema = z.object({
  title,
  description,
  steps: z.array(z.object({ kind, minutes, action, done_when, unit_ids, why, difficulty })).min(3).max(12),
})
type Draft = z.infer<typeof draftSchema>

const DAYS_TOLD = 5

const TASK = [
  'You rewrite the plan of one study day so that it fits this learner better. Start from the steps of the material:',
  'keep the total of minutes, every recall step and the units, and change wording, order, split and difficulty where',
  'the last days give a reason. Each step: a concrete action, what is there when it is done (a product, with a',
  'quantity), and why it is in the plan today.',
].join(' ')

/** A model names no sources; a step gets the source of the baseline's step of its kind on the same unit. */
function findResource(step: Draft['steps'][number], baseline: Plan) {
  const twin = baseline.steps.find((other) =>
    other.resource !== undefined && other.kind === step.kind &&
    (other.unit_ids.some((id) => step.unit_ids.includes(id)) ||
      (other.unit_ids.length === 0 && step.unit_ids.length === 0))
  )
  return twin?.resource === undefined ? {} : { resource: twin.resource }
}

/** The day's plan in the model's words; the orchestrator's gates bring it to exact minutes, known units and sources. */
export function assignPlan(ask: InstructorRequest): Assignment<Draft> {
  const { baseline_plan: baseline, constraints, state } = ask
  return {
    instructions: composeInstructions(TASK),
    material: {
      ...describeIntent(ask),
      day: ask.position.day,
      minutes_exact: constraints.minutes_exact,
      recall_required: constraints.reviews_required,
      title: baseline.title,
      objectives: baseline.objectives.map((objective) => objective.text),
      adaptation: baseline.adaptation.map(({ reason }) => reason),
      steps: baseline.steps.map((
        { id: _id, objective_ids: _ids, resource: _resource, ...step },
      ) => step),
      last_days: state.history.slice(-DAYS_TOLD).map((day) => ({
        planned_min: day.planned_min,
        minutes: day.minutes,
        confidence: day.confidence ?? null,
        struggle: day.struggle,
        unit_ids: day.unit_ids,
        notes: day.notes ?? null,
      })),
      gap_days: state.adherence.gap_days,
    },
    schema: draftSchema,
    max_output_tokens: OUTPUT_TOKENS.daily,
    merge: (draft) => ({
      plan_json: {
        title: draft.title,
        description: draft.description,
        steps: draft.steps.map((step) => ({ ...step, ...findResource(step, baseline) })),
      },
    }),
  }
}
