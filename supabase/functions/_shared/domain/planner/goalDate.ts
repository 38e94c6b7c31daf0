import type { ActiveIntent } from '../../contract/facts.ts'
import { addDays } from '../time/calendar.ts'
import { localDate } from '../time/zone.ts'
import type { PlannerMeta } from './readMeta.ts'
import { weeksTotal } from './weeks.ts'

/** The learner's date on which the intent began. */
export function beginDate(intent: Pick<ActiveIntent, 'created_at' | 'user_tz'>, meta: PlannerMeta): string {
  return localDate(Date.parse(intent.created_at), intent.user_tz, meta.day_starts_at_hour)
}

/** The date by which the goal is to be reached: the weeks of the course after its beginning. */
export function goalDate(begun: string, intent: ActiveIntent, meta: PlannerMeta): string {
  return addDays(begun, 7 * weeksTotal(intent, meta))
}
