import { addDays, isScheduled } from './calendar.ts'
import { instantOfLocal, localDate } from './zone.ts'

const RUN_HOUR = 7

/** RFC 3339 instant of the next 07:00 local after now on a scheduled date that has no completion yet. */
export function estimatedRun(input: {
  nowMs: number
  timeZone: string
  studyWeekdays: number[] | null
  dayStartsAtHour: number
  lastCompletedDate: string | null
}): string {
  let date = localDate(input.nowMs, input.timeZone, input.dayStartsAtHour)
  if (input.lastCompletedDate !== null && input.lastCompletedDate >= date) {
    date = addDays(input.lastCompletedDate, 1)
  }
  while (true) {
    const instantMs = instantOfLocal(date, RUN_HOUR, input.timeZone)
    if (instantMs > input.nowMs && isScheduled(date, input.studyWeekdays)) {
      return new Date(instantMs).toISOString()
    }
    date = addDays(date, 1)
  }
}
