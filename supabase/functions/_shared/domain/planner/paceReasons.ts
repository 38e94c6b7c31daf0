import type { Adaptation } from '../../contract/plan.ts'
import { type ForecastInput, forecastOf } from './forecast.ts'
import { weeksTotal } from './weeks.ts'

const FULL_WINDOW = 10
const LOW_SHARE = 0.6
const LEAST_BUDGET_MIN = 20

/** The budget that brings the minutes down to what was kept, in steps of five; null when there is none smaller. */
function smallerBudget(budgetMin: number, kept: number): number | null {
  const smaller = Math.max(LEAST_BUDGET_MIN, 5 * Math.ceil((budgetMin * Math.max(kept, 0.4)) / 5))
  return smaller < budgetMin ? smaller : null
}

/** Where the present pace leads, and the offer of a smaller day to who comes less often; nothing is changed by itself. */
export function paceReasons(
  input: ForecastInput,
  adherence: { planned: number; done: number },
): Adaptation[] {
  const reasons: Adaptation[] = []
  const forecast = forecastOf(input)
  if (forecast !== null && forecast.slip_weeks >= 1) {
    const planned = weeksTotal(input.intent, input.meta)
    reasons.push({
      rule: 'forecast',
      reason:
        `At this pace all units are done in week ${forecast.finish_week}, ${forecast.slip_weeks} after the ${planned} planned.`,
    })
  }
  const share = adherence.planned === 0 ? 1 : adherence.done / adherence.planned
  const smaller = smallerBudget(input.intent.time_per_day_min, share)
  if (adherence.planned < FULL_WINDOW || share >= LOW_SHARE || smaller === null) return reasons
  const then = forecastOf(input, smaller)
  const end = then === null ? '' : `, with which the course ends in week ${then.finish_week}`
  return [...reasons, {
    rule: 'smaller_budget_offer',
    reason:
      `You studied on ${adherence.done} of the last ${adherence.planned} dates. intent.sync with time_per_day_min ${smaller} makes days of ${smaller} minutes${end}. Nothing changes by itself.`,
  }]
}
