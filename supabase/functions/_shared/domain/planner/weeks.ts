import type { Position } from '../../contract/facts.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { PlannerIntent } from './situation.ts'

const WEEKS_BY_DEPTH = { surface: 2, informed: 6, expert: 12 } as const

/** Weeks of the course: the learner's number, else by depth. */
export function weeksTotal(intent: PlannerIntent, meta: PlannerMeta): number {
  return meta.weeks ?? WEEKS_BY_DEPTH[intent.depth]
}

/** Stage 1..4 of the proof that belongs to the week; after the last week it stays 4. */
export function stageOf(week: number, weeks: number): number {
  return 1 + Math.min(3, Math.floor((4 * (week - 1)) / weeks))
}

/** The last learning day of a week builds the milestone; with two days a week or fewer only at the end of a stage. */
export function isMilestoneDay(position: Position, meta: PlannerMeta, weeks: number): boolean {
  if (position.day !== meta.days_per_week) return false
  if (meta.days_per_week > 2) return true
  return position.week >= weeks ||
    stageOf(position.week + 1, weeks) > stageOf(position.week, weeks)
}
