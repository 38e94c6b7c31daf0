import type { AgentRequest } from '../../contract/agentMessages.ts'
import type { DayFact } from '../../contract/facts.ts'
import { addDays, daysBetween, isScheduled } from '../time/calendar.ts'
import { localDate } from '../time/zone.ts'
import { levelAfterHistory, pastDaysOf } from './completedDays.ts'
import { readMeta } from './readMeta.ts'

export { hasStruggleWord } from './struggle.ts'

const ADHERENCE_DATES = 10

/** Of the last ten scheduled dates before today, since the intent began: how many there were and how many were used. */
function adherenceOf(day: DayFact): { planned: number; done: number } {
  const meta = readMeta(day.intent.meta)
  const begun = localDate(Date.parse(day.intent.created_at), day.intent.user_tz, meta.day_starts_at_hour)
  const completed = new Set(day.history.map((done) => done.local_date))
  let planned = 0
  let done = 0
  for (
    let date = addDays(day.local_date, -1);
    date >= begun && planned < ADHERENCE_DATES;
  ) {
    if (isScheduled(date, meta.study_weekdays)) {
      planned += 1
      if (completed.has(date)) done += 1
    }
    date = addDays(date, -1)
  }
  return { planned, done }
}

/** What agents learn of the learner's state: level, history without notes, adherence. */
export function learnerState(day: DayFact): AgentRequest['state'] {
  const last = day.history.at(-1)
  return {
    difficulty: levelAfterHistory(day.history),
    // Due reviews and mastery need a memory model; until there is one nothing is claimed.
    reviews_due: [],
    mastery: [],
    history: pastDaysOf(day.history),
    adherence: {
      ...adherenceOf(day),
      gap_days: last ? Math.max(0, daysBetween(last.local_date, day.local_date)) : 0,
    },
  }
}
