import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { contextOfDay } from '../../../supabase/functions/_shared/domain/rubric/contextOfDay.ts'
import type { PlanScore } from '../../../supabase/functions/_shared/domain/rubric/planScore.ts'
import type { RubricContext } from '../../../supabase/functions/_shared/domain/rubric/rubricContext.ts'
import { scorePlan } from '../../../supabase/functions/_shared/domain/rubric/scorePlan.ts'
import { type Lived, liveThrough } from '../../unit/domain/learnerFixture.ts'
import { type BenchIntent, listIntents, type SetName } from './benchIntents.ts'
import { HISTORIES, type HistoryName, reportsOf } from './histories.ts'
import { dressedFiller, fillerPlan, oldFallback, README_SAMPLE } from './rivals.ts'

export type BenchSize = { days: number; intentsPerSet: number; seed: number }
/** One scored plan: where it was made and what it got. */
export type Scored = {
  row: string
  id: string
  history: HistoryName
  day: number
  plan: unknown
  score: PlanScore
}

export const FULL_SIZE: BenchSize = { days: 30, intentsPerSet: Infinity, seed: 20261121 }

const actionsOf = (plan: unknown): string[] => {
  const steps = (plan as { steps: unknown[] }).steps // Rivals have steps too, as sentences or as objects.
  return steps.map((step) => typeof step === 'string' ? step : (step as Plan['steps'][number]).action)
}

/** The context of a day, with the last five plans of whoever is judged. */
export function contextOfLived({ input, plan }: Lived, before: readonly unknown[]): RubricContext {
  return contextOfDay({
    ...input,
    recent_plans: before.slice(-5).reverse().map(actionsOf),
    reviews_due: plan.reviews_due,
  })
}

/** Scores one learner's course, each day against the five before. */
function scoreCourse(
  lived: readonly Lived[],
  make: (day: Lived) => unknown,
): { plan: unknown; score: PlanScore }[] {
  const plans: unknown[] = []
  return lived.map((day) => {
    const plan = make(day)
    const score = scorePlan(plan, contextOfLived(day, plans))
    plans.push(plan)
    return { plan, score }
  })
}

function scoreIntent({ id, intent, expects }: BenchIntent, history: HistoryName, size: BenchSize): Scored[] {
  const seed = size.seed + [...`${id}/${history}`].reduce((sum, char) => 31 * sum + char.charCodeAt(0) | 0, 7)
  const reports = reportsOf(history, size.days, seed)
  const helped = liveThrough(intent, reports, true)
  const alone = liveThrough(intent, reports, false)
  const own = ({ plan }: Lived) => plan
  const rows: [string, readonly Lived[], (day: Lived) => unknown][] = [
    [expects, helped, own],
    [`${expects}, no signals`, alone, own],
    ['filler', alone, () => fillerPlan(intent.topic)],
    ['filler in full dress', alone, ({ plan }) => dressedFiller(plan, intent.topic)],
    ["README's sample", alone, () => README_SAMPLE],
    ['v1.1 fallback', alone, () => oldFallback(intent.topic)],
  ]
  return rows.flatMap(([row, course, make]) =>
    scoreCourse(course, make).map((scored, index) => ({ row, id, history, day: index + 1, ...scored }))
  )
}

/** Every plan of a set, scored; a set, a size and a seed give the same numbers every time. */
export function runSet(set: SetName, size: BenchSize): Scored[] {
  return listIntents(set).slice(0, size.intentsPerSet).flatMap((intent) =>
    HISTORIES.flatMap((history) => scoreIntent(intent, history, size))
  )
}
