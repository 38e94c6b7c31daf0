import type { CompletedDay } from '../../contract/facts.ts'
import type { PlanStep } from '../../contract/plan.ts'

type Step = NonNullable<CompletedDay['steps']>[number]
type Report = Pick<CompletedDay, 'unit_ids'> & Partial<Pick<CompletedDay, 'steps' | 'skipped_step_ids'>>

const WORK: ReadonlySet<PlanStep['kind']> = new Set(['study', 'example', 'practice', 'build'])
/** Work on one unit by itself; building uses several together and says little about each. */
const OWN_WORK: ReadonlySet<PlanStep['kind']> = new Set(['study', 'example', 'practice'])

function idsOf(steps: readonly Step[], isMeant: (step: Step) => boolean): Set<string> {
  return new Set(steps.filter(isMeant).flatMap((step) => step.unit_ids))
}

function doneSteps(day: Report): Step[] {
  return (day.steps ?? []).filter((step) => !day.skipped_step_ids?.includes(step.id))
}

/** The units a completed day really visited: those of the plan without the ones whose work was skipped altogether. */
export function visitedOn(day: Report): string[] {
  if (!day.skipped_step_ids?.length || !day.steps) return day.unit_ids
  const planned = idsOf(day.steps, (step) => WORK.has(step.kind))
  const worked = idsOf(doneSteps(day), (step) => WORK.has(step.kind))
  return day.unit_ids.filter((id) => worked.has(id) || !planned.has(id))
}

/** What a day says about which units: `main` were worked on alone, `reviewed` recalled or used with others. */
export type TouchedUnits = {
  main: ReadonlySet<string>
  reviewed: ReadonlySet<string>
  recalled: ReadonlySet<string>
}

/** A day without stored steps tells only what it was about. */
export function touchedUnits(day: Report): TouchedUnits {
  const visited = visitedOn(day)
  if (!day.steps) return { main: new Set(visited), reviewed: new Set(), recalled: new Set(visited) }
  const steps = doneSteps(day)
  const alone = idsOf(steps, (step) => OWN_WORK.has(step.kind) && step.unit_ids.length === 1)
  const main = new Set(visited.filter((id) => alone.has(id)))
  const recalled = idsOf(steps, (step) => step.kind === 'retrieve')
  const reviewed = new Set([...visited, ...recalled].filter((id) => !main.has(id)))
  return { main, reviewed, recalled }
}
