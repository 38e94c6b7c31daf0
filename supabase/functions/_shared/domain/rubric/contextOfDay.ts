import { reviewCap } from '../planner/reviewSteps.ts'
import type { PlanInput } from '../planner/composePlan.ts'
import { pastDaysOf } from '../planner/completedDays.ts'
import { readMeta } from '../planner/readMeta.ts'
import { readSignals } from '../planner/readSignals.ts'
import { type ContentUnit, knownUnitIds, resolveContent } from '../planner/resolveContent.ts'
import { arrivalOf } from '../planner/situation.ts'
import type { RubricContext, RubricUnit } from './rubricContext.ts'

export type ScoredDay =
  & Pick<PlanInput, 'intent' | 'local_date' | 'units' | 'history' | 'signals'>
  & { recent_plans: readonly (readonly string[])[]; reviews_due: readonly string[] }

function rubricUnit(unit: ContentUnit): RubricUnit {
  const { id, name, prereqs, task, check, study, example, transfer, question } = unit
  const texts = [task, check, study, example, transfer, question?.text].filter((text) => text !== undefined)
  return { id, name, prereqs, texts }
}

/** What the plans of a day are judged against, whoever made them. */
export function contextOfDay(day: ScoredDay): RubricContext {
  const { intent, history } = day
  const meta = readMeta(intent.meta)
  const heard = readSignals(day.signals)
  const content = resolveContent(intent, meta, heard.grounding === 'process_only' ? [] : heard.units)
  const arrival = arrivalOf(pastDaysOf(history), day.local_date, meta)
  const url = content.source?.url
  return {
    topic: intent.topic,
    goal: intent.end_goal,
    budget_min: intent.time_per_day_min,
    units: content.units.map(rubricUnit),
    opened: [...day.units.map((unit) => unit.unit_id), ...knownUnitIds(content, meta)],
    reviews_due: day.reviews_due,
    review_cap: reviewCap(intent.time_per_day_min, arrival.reentry),
    previous: day.recent_plans.slice(0, 5),
    allowed_urls: url === undefined ? [] : [url],
    has_evidence: history.some((done) =>
      done.recall != null || done.results != null || done.self_assessment != null
    ),
  }
}
