import { addDays, isScheduled } from './time/calendar.ts'

/** The streak to show today: 0 once a scheduled date passed without a completion; today itself is still open. */
export function displayedStreak(
  streak: { days: number; last_date: string | null },
  today: string,
  studyWeekdays: number[] | null,
): number {
  if (streak.last_date === null) return 0
  for (let date = addDays(streak.last_date, 1); date < today; date = addDays(date, 1)) {
    if (isScheduled(date, studyWeekdays)) return 0
  }
  return streak.days
}
