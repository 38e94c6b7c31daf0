import { addDays } from '../time/calendar.ts'
import { chooseUnits, visitsNeeded } from './chooseUnits.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { Content, ContentUnit } from './resolveContent.ts'
import { knownUnitIds } from './resolveContent.ts'
import type { PlannerIntent, Visit } from './situation.ts'
import { isMilestoneDay, weeksTotal } from './weeks.ts'

const EPOCH = '2000-01-03'
const MOST_WEEKS = 104

/** Weeks of the course by a learner who never misses a day, up to `lastWeek` or the end of the units. */
function simulateWeeks(
  content: Content,
  intent: PlannerIntent,
  meta: PlannerMeta,
  lastWeek: number,
): ContentUnit[][] {
  const known = knownUnitIds(content, meta)
  const visits = new Map<string, Visit>()
  const budget_min = intent.time_per_day_min
  const weeks = weeksTotal(intent, meta)
  const isDone = () =>
    content.units.every((unit) =>
      known.has(unit.id) ||
      (visits.get(unit.id)?.visits ?? 0) >= visitsNeeded(unit, budget_min)
    )

  const course: ContentUnit[][] = []
  let broughtNew = true
  for (let now = 1; now <= lastWeek && !isDone(); now++) {
    const worked = new Map<string, ContentUnit>()
    for (let day = 1; day <= meta.days_per_week; day++) {
      if (isMilestoneDay({ week: now, day }, meta, weeks) && visits.size > 0) {
        continue
      }
      const date = addDays(EPOCH, 7 * (now - 1) + day - 1)
      const choice = chooseUnits({
        units: content.units,
        known,
        visits,
        budget_min,
        broughtNew,
        fewerNew: false,
        reentry: false,
        returnFirst: null,
      })
      broughtNew = choice.fresh.length > 0
      for (const unit of [...choice.continued, ...choice.fresh]) {
        const before = visits.get(unit.id)
        worked.set(unit.id, unit)
        visits.set(unit.id, {
          visits: (before?.visits ?? 0) + 1,
          introduced_on: before?.introduced_on ?? date,
          last_local_date: date,
        })
      }
    }
    course.push([...worked.values()])
  }
  return course
}

/** The units such a learner works on in that week, the last ones after the end; no history, so agents may cache it. */
export function unitsOfWeek(
  content: Content,
  intent: PlannerIntent,
  meta: PlannerMeta,
  week: number,
): ContentUnit[] {
  return simulateWeeks(content, intent, meta, week).findLast((units) => units.length > 0) ?? []
}

/** Weeks such a learner needs for all units; 104 when they do not fit. */
export function weeksNeeded(content: Content, intent: PlannerIntent, meta: PlannerMeta): number {
  return simulateWeeks(content, intent, meta, MOST_WEEKS).length
}
