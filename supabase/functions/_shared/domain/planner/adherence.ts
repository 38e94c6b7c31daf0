import { addDays, isScheduled } from '../time/calendar.ts'

const DATES = 10

/** Of the last ten scheduled dates before today, since the intent began: how many there were and how many were used. */
export function adherenceOf(
  history: readonly { local_date: string }[],
  begun: string,
  today: string,
  studyWeekdays: number[] | null,
): { planned: number; done: number } {
  const completed = new Set(history.map((day) => day.local_date))
  let planned = 0
  let done = 0
  for (let date = addDays(today, -1); date >= begun && planned < DATES; date = addDays(date, -1)) {
    if (!isScheduled(date, studyWeekdays)) continue
    planned += 1
    if (completed.has(date)) done += 1
  }
  return { planned, done }
}
