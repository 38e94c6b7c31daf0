import type { Done } from '../../contract/agentMessages.ts'
import type { CompletedDay } from '../../contract/facts.ts'
import { visitedOn } from './doneUnits.ts'
import { levelAfter, type RatedDay, START_LEVEL } from './level.ts'
import { recallOf } from './recallEvidence.ts'
import type { PastDay } from './situation.ts'
import { hasStruggleWord } from './struggle.ts'

/** A completed day as stored, with its note, or as agents see it, with the flag. */
export type SeenDay =
  & Omit<Done, 'notes' | 'struggle'>
  & Partial<Pick<CompletedDay, 'results' | 'steps' | 'skipped_step_ids'>>
  & { notes?: string | null; struggle?: boolean }

/** A completed day with its note reduced to one flag. */
export function pastDayOf(day: SeenDay): PastDay {
  return {
    week: day.week,
    day: day.day,
    local_date: day.local_date,
    planned_min: day.planned_min,
    minutes: day.minutes,
    confidence: day.confidence ?? null,
    recall: recallOf(day),
    unit_ids: visitedOn(day),
    struggle: day.struggle === true || hasStruggleWord(day.notes),
  }
}

export function pastDaysOf(history: readonly SeenDay[]): PastDay[] {
  return history.map(pastDayOf)
}

function ratedDayOf(day: CompletedDay): RatedDay {
  return { ...pastDayOf(day), difficulty: day.difficulty }
}

/** Today's level: what the last two completed days, oldest first in `history`, make of it. */
export function levelAfterHistory(history: readonly CompletedDay[]): number {
  const last = history.at(-1)
  if (!last) return START_LEVEL
  const before = history.at(-2)
  return levelAfter(ratedDayOf(last), before ? ratedDayOf(before) : null)
}
