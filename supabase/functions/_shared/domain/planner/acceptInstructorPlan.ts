import { z } from 'zod'
import { type Plan, planSchema, type PlanStep } from '../../contract/plan.ts'
import { allocateMinutes, STEP_MIN } from './allocateMinutes.ts'
import { type LiftedStep, liftStep } from './liftSteps.ts'
import { isPlaceholder } from './placeholders.ts'
import { cleanAgentText } from './text.ts'

const planShape = z.object({
  title: z.string().catch(''),
  description: z.string().catch(''),
  steps: z.array(z.unknown()).max(200),
})
const answerShape = z.union([
  z.object({ plan_json: planShape }),
  z.object({ data: z.object({ plan_json: planShape }) }).transform((answer) => answer.data),
])

/** The baseline's recall steps for due reviews the instructor left out, as steps of this plan. */
function missingReviews(baseline: Plan, lifted: readonly LiftedStep[]): LiftedStep[] {
  const recalled = new Set(lifted.filter((step) => step.kind === 'retrieve').flatMap((step) => step.unit_ids))
  const missing = baseline.reviews_included.filter((id) => !recalled.has(id))
  return baseline.steps
    .filter((step) =>
      step.kind === 'retrieve' &&
      step.unit_ids.some((id) => missing.includes(id))
    )
    .map(({ id: _id, minutes, objective_ids: _objectives, ...step }) => ({
      ...step,
      weight: minutes,
      unknown_units: [],
    }))
}

function numberSteps(lifted: readonly LiftedStep[], baseline: Plan): PlanStep[] {
  const given = lifted.flatMap((step) => step.weight ?? [])
  // A step without minutes weighs as much as the others do on average.
  const mean = given.length > 0 ? given.reduce((a, b) => a + b, 0) / given.length : 1
  // Weighing what exceeds the floor keeps a plan that is exact already as it is.
  const weights = lifted.map((step) => Math.max(0, (step.weight ?? mean) - STEP_MIN))
  const minutes = allocateMinutes(baseline.minutes_total, weights)
  return lifted.map(({ weight: _weight, unknown_units: _unknown, ...step }, index) => ({
    ...step,
    id: `w${baseline.week}d${baseline.day}s${index + 1}`,
    minutes: minutes[index] ?? 0,
    objective_ids: baseline.objectives
      // As in the built-in plan: an objective without units is served by every step but a break.
      .filter(({ unit_ids }) =>
        unit_ids.length === 0 ? step.kind !== 'break' : unit_ids.some((id) => step.unit_ids.includes(id))
      )
      .map((objective) => objective.id),
  }))
}

/**
 * An instructor's answer as a plan that may be served, or why not. Its words are cleaned, foreign addresses dropped,
 * minutes rescaled to the exact budget, and steps on units that are not open today left out, because their
 * prerequisites are not known to be met. What it cannot know (goal, milestone, objectives) stays the baseline's.
 */
export function acceptInstructorPlan(
  answer: unknown,
  baseline: Plan,
  allowedUrls: readonly string[],
): { plan: Plan } | { rejected: string } {
  const parsed = answerShape.safeParse(answer)
  if (!parsed.success) return { rejected: 'no plan_json with steps' }
  const { plan_json } = parsed.data
  const vouched = [...allowedUrls, ...baseline.steps.flatMap((step) => step.resource?.url ?? [])]

  const lifted = plan_json.steps.map((step) => liftStep(step, baseline, vouched))
  const empty = lifted.indexOf(null)
  if (empty >= 0) return { rejected: `step ${empty + 1} has no action` }
  const usable = lifted.filter((step) => step !== null)
    .filter((step) => step.unknown_units.length === 0 || step.unit_ids.length > 0)
  const steps = [...missingReviews(baseline, usable), ...usable]
  if (steps.length < 3) return { rejected: 'fewer than 3 usable steps' }
  if (steps.length > 12) return { rejected: 'more than 12 steps' }

  const title = cleanAgentText(plan_json.title, 120, vouched)
  const description = cleanAgentText(plan_json.description, 400, vouched)
  const said = [title, description, ...steps.flatMap((step) => [step.action, step.done_when, step.why])]
  if (said.some(isPlaceholder)) {
    return { rejected: 'a placeholder is left in the text' }
  }

  const numbered = numberSteps(steps, baseline)
  const recalled = numbered.filter((step) => step.kind === 'retrieve').flatMap((step) => step.unit_ids)
  const { changes: _changes, if_then: _ifThen, ...kept } = baseline
  const plan = planSchema.safeParse({
    ...kept,
    title: title || baseline.title,
    description: description || baseline.description,
    source: 'instructor',
    candidates: [{ source: 'builtin', score: null }, {
      source: 'instructor',
      score: null,
    }],
    steps: numbered,
    reviews_included: baseline.reviews_due.filter((id) => recalled.includes(id)),
  })
  if (plan.success) return { plan: plan.data }
  const [issue] = plan.error.issues
  return {
    rejected: `${issue?.path.join('.') || 'plan'}: ${issue?.message ?? 'not valid'}`.slice(0, 240),
  }
}
