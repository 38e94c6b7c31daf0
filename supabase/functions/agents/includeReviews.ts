import type { InstructorRequest } from '../_shared/contract/agentMessages.ts'
import type { Plan, PlanStep } from '../_shared/contract/plan.ts'
import { allocateMinutes, STEP_MIN } from '../_shared/domain/planner/allocateMinutes.ts'
import { readMeta } from '../_shared/domain/planner/readMeta.ts'
import { resolveContent } from '../_shared/domain/planner/resolveContent.ts'
import { cutAtWord, quoteNames } from '../_shared/domain/planner/text.ts'

const MINUTES_PER_REVIEW = 2
const STEPS_MAX = 12
const UNITS_MAX = 12

function recallStep(
  ids: readonly string[],
  names: readonly string[],
  level: number,
): Omit<PlanStep, 'id' | 'minutes'> {
  return {
    kind: 'retrieve',
    action: cutAtWord(
      `Without notes, write down what you know of ${quoteNames([...names])}. Then look it up.`,
      600,
    ),
    done_when: 'Your lines are compared with the source and each gap is marked.',
    unit_ids: [...ids],
    objective_ids: [],
    why: 'The request names these units as due for review.',
    difficulty: level,
  }
}

/** The plan with a recall step in front for required reviews it lacks; its minutes stay exact. */
export function includeReviews(
  plan: Plan,
  { constraints, intent }: InstructorRequest,
): Plan {
  const recalled = plan.steps.filter((step) => step.kind === 'retrieve')
    .flatMap((step) => step.unit_ids)
  const missing = constraints.reviews_required.filter((id) => !recalled.includes(id)).slice(0, UNITS_MAX)
  if (missing.length === 0 || plan.steps.length >= STEPS_MAX) return plan

  const { units } = resolveContent(intent, readMeta(intent.meta), [])
  const names = missing.map((id) => units.find((unit) => unit.id === id)?.name ?? id)
  const steps = [recallStep(missing, names, plan.difficulty), ...plan.steps]
  const weights = [
    Math.max(0, missing.length * MINUTES_PER_REVIEW - STEP_MIN),
    ...plan.steps.map((step) => Math.max(0, step.minutes - STEP_MIN)),
  ]
  const minutes = allocateMinutes(plan.minutes_total, weights)
  return {
    ...plan,
    steps: steps.map((step, index) => ({
      ...step,
      id: `w${plan.week}d${plan.day}s${index + 1}`,
      minutes: minutes[index] ?? 0,
    })),
    reviews_due: constraints.reviews_required,
    reviews_included: [...new Set([...plan.reviews_included, ...missing])],
  }
}
