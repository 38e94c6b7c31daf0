const DAY_MS = 86_400_000

function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

/** The calendar date `days` after `date`. */
export function addDays(date: string, days: number): string {
  return new Date(startOf(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((startOf(to) - startOf(from)) / DAY_MS)
}

/** ISO weekday of a calendar date, Monday = 1 … Sunday = 7. */
export function weekdayOf(date: string): number {
  return new Date(startOf(date)).getUTCDay() || 7
}

/** Whether the learner studies on that date; without named weekdays every date counts. */
export function isScheduled(date: string, studyWeekdays: readonly number[] | null): boolean {
  return studyWeekdays === null || studyWeekdays.length === 0 || studyWeekdays.includes(weekdayOf(date))
}
