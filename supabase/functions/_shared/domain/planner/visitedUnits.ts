import type { Plan } from '../../contract/plan.ts'

const WORK: ReadonlySet<Plan['steps'][number]['kind']> = new Set(['study', 'example', 'practice', 'build'])

/** The units a completed plan counts as visited: those worked on, not those only recalled; the main unit first. */
export function visitedUnitIds(plan: Plan): string[] {
  const ids = plan.steps.filter((step) => WORK.has(step.kind)).flatMap((step) => step.unit_ids)
  return [...new Set(ids)].slice(0, 12)
}
