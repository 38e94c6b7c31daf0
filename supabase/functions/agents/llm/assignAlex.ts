import { z } from 'zod'
import { type AgentRequest, alexDataSchema } from '../../_shared/contract/agentMessages.ts'
import {
  type Assignment,
  composeInstructions,
  describeIntent,
  draftWeight,
  OUTPUT_TOKENS,
  shareWeights,
} from './assignment.ts'

const { project, rubric } = alexDataSchema.shape
// Without the contract's sum of 1: weights are brought to it below.
const draftSchema = z.object({
  project,
  rubric: z.array(rubric.element.omit({ id: true }).extend({ weight: draftWeight })).min(3).max(6),
})
type Draft = z.infer<typeof draftSchema>

const TASK = [
  'You set the one piece of work of a study week and say how it will be judged. Give a project (title, brief,',
  'deliverable, constraints) that fits the minutes, and a rubric of 3 to 6 criteria, each with a weight and exactly',
  'four levels from missing to excellent, told by what can be seen in the work.',
].join(' ')

/** The week's project and rubric in the model's words; gaps and assessments need evidence and stay the twin's. */
export function assignAlex(ask: AgentRequest, twinData: Record<string, unknown>): Assignment<Draft> {
  const twin = alexDataSchema.parse(twinData)
  return {
    instructions: composeInstructions(TASK),
    material: {
      ...describeIntent(ask),
      project: twin.project,
      criteria: twin.rubric.map(({ name, weight }) => ({ name, weight })),
    },
    schema: draftSchema,
    max_output_tokens: OUTPUT_TOKENS.weekly,
    merge(draft) {
      const weights = shareWeights(draft.rubric.map(({ weight }) => weight))
      return {
        ...twin,
        project: draft.project,
        rubric: draft.rubric.map((row, index) => ({ id: `r-${index + 1}`, ...row, weight: weights[index] })),
      }
    },
  }
}
