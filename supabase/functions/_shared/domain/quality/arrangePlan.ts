import type { Plan, PlanStep } from '../../contract/plan.ts'
import type { Variant } from '../../contract/session.ts'
import { allocateMinutes } from '../planner/allocateMinutes.ts'

type Kind = PlanStep['kind']
type Arrangement = {
  name: string
  /** A variant of any name that asks for it in these words gets it. */
  asked_by: RegExp
  first: readonly Kind[]
  weight: Partial<Record<Kind, number>>
}

/** Which kinds of steps a strategy puts first, and how much more of the time they get. */
const ARRANGEMENTS: readonly Arrangement[] = [
  {
    name: 'project-first',
    asked_by: /\b(projects?|build|make|making|creat\w+|innovat\w+|hands.on)\b/i,
    first: ['build', 'practice'],
    weight: { build: 1.3, practice: 1.2 },
  },
  {
    name: 'theory-first',
    asked_by: /\b(theory|concepts?|ideas?|explain\w*|examples?|understand\w*)\b/i,
    first: ['study', 'example'],
    weight: { study: 1.3, example: 1.2 },
  },
  {
    name: 'review-first',
    asked_by: /\b(reviews?|recall\w*|remember\w*|repeat\w*|questions?)\b/i,
    first: ['retrieve', 'socratic'],
    weight: { retrieve: 1.3, socratic: 1.2 },
  },
]

/** The strategy that a variant names, or asks for in its words; null when it wishes for what only a model could do. */
export function findStrategy(variant: Variant): string | null {
  const named = ARRANGEMENTS.find(({ name }) => name === variant.name)
  const asked = named ?? ARRANGEMENTS.find(({ asked_by }) => asked_by.test(variant.modifier))
  return asked?.name ?? null
}

/**
 * The same day in another order and with other weights, to the exact minute. A diagnosis stays before what it
 * diagnoses, a break in the middle and the reflection at the end; without a strategy the plan stays as it is.
 */
export function arrangePlan(plan: Plan, strategy: string | null): Plan {
  const arrangement = ARRANGEMENTS.find(({ name }) => name === strategy)
  if (arrangement === undefined) return plan
  const fixed = (step: PlanStep) =>
    step.kind === 'break' || step.kind === 'reflect' || step.kind === 'diagnose'
  const movable = plan.steps.filter((step) => !fixed(step))
  const ahead = movable.filter((step) => arrangement.first.includes(step.kind))
  const queue = [...ahead, ...movable.filter((step) => !ahead.includes(step))]
  const ordered = plan.steps.map((step) => fixed(step) ? step : queue.shift() ?? step)

  const minutes = allocateMinutes(
    plan.minutes_total,
    ordered.map((step) => step.minutes * (arrangement.weight[step.kind] ?? 1)),
  )
  return {
    ...plan,
    steps: ordered.map((step, index) => ({
      ...step,
      id: `w${plan.week}d${plan.day}s${index + 1}`,
      minutes: minutes[index] ?? step.minutes,
    })),
  }
}
