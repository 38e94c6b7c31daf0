import { z } from 'zod'
import { type AgentRequest, cloDataSchema, unitSchema } from '../../_shared/contract/agentMessages.ts'
import { objectiveSchema } from '../../_shared/contract/plan.ts'
import { readMeta } from '../../_shared/domain/planner/readMeta.ts'
import { inPrerequisiteOrder } from '../../_shared/domain/planner/resolveContent.ts'
import {
  type Assignment,
  composeInstructions,
  describeIntent,
  draftWeight,
  OUTPUT_TOKENS,
  shareWeights,
} from './assignment.ts'

const { theme } = cloDataSchema.shape
const objectives = z.array(objectiveSchema.omit({ id: true }).extend({ weight: draftWeight })).min(1).max(5)
// Every key is required: strict structured output knows no optional ones.
const unit = unitSchema.omit({ source: true }).required()
const draftSchema = z.object({ theme, objectives })
const outlineSchema = z.object({ theme, objectives, units: z.array(unit).min(3).max(12) })
type Draft = z.infer<typeof draftSchema> & Partial<z.infer<typeof outlineSchema>>

const TASK = [
  'You set the aim of one study week. Give a theme of a few words and one to five objectives: each an observable act',
  '("Explain ...", "Build ... so that ..."), the Bloom level it asks for, the ids of the units it belongs to, and a',
  'weight.',
].join(' ')
const OUTLINE_TASK = [
  TASK,
  'No outline of the topic is known, so give one as well: 3 to 12 units in the order they are learnt, each with an id',
  'of lower-case letters and hyphens, its name, the ids of earlier units it needs, its kind, the minutes it takes, a',
  'task the learner can do, and a check that shows whether it worked. Objectives name these units.',
].join(' ')

/** Theme and objectives of the week; an outline too where neither a curated one nor the learner's own is known. */
export function assignClo(ask: AgentRequest, twinData: Record<string, unknown>): Assignment<Draft> {
  const twin = cloDataSchema.parse(twinData)
  const isOutlineMissing = twin.grounding === 'process_only'
  const thisWeek = new Set(twin.objectives.flatMap((objective) => objective.unit_ids))
  return {
    instructions: composeInstructions(isOutlineMissing ? OUTLINE_TASK : TASK),
    material: {
      ...describeIntent(ask),
      weeks_total: twin.weeks_total,
      milestone: twin.milestone.text,
      known_already: readMeta(ask.intent.meta).known.slice(0, 20),
      units_of_the_week: twin.units.filter(({ id }) => thisWeek.has(id)).map(({ id, name, check }) => ({
        id,
        name,
        check: check ?? null,
      })),
    },
    schema: isOutlineMissing ? outlineSchema : draftSchema,
    max_output_tokens: OUTPUT_TOKENS.weekly,
    merge(draft) {
      const units = isOutlineMissing
        ? inPrerequisiteOrder((draft.units ?? []).map((each) => ({ ...each, source: 'agent' as const })))
        : twin.units
      const known = new Set(units.map(({ id }) => id))
      const weights = shareWeights(draft.objectives.map(({ weight }) => weight))
      return {
        ...twin,
        theme: draft.theme,
        objectives: draft.objectives.map((objective, index) => ({
          ...objective,
          id: `o-${index + 1}`,
          unit_ids: objective.unit_ids.filter((id) => known.has(id)),
          weight: weights[index],
        })),
        units,
        ...(isOutlineMissing
          ? {
            grounding: 'agent',
            adaptation: [{
              rule: 'outline_by_model',
              reason: 'The outline was written by a language model and not checked by a person.',
            }],
            risk_flags: ['outline_by_model'],
            forecast: { ...twin.forecast, units_total: units.length },
          }
          : {}),
      }
    },
  }
}
