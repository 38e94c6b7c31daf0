import type { Scored } from './runBench.ts'

export type Summary = {
  row: string
  plans: number
  mean: number
  min: number
  /** Lowest mean of one learner's course. */
  worst_course: number
  /** Plans at or under a cap, by the name of the flag. */
  flags: Record<string, number>
}

/** Order in which rows are told: ours from the richest to the poorest, then the rivals. */
const ORDER = ['curated', 'learner_outline', 'process_only', 'filler', "README's sample", 'v1.1 fallback']

const rank = (row: string) => {
  const index = ORDER.findIndex((name) => row.startsWith(name))
  return index < 0 ? ORDER.length : index
}
const mean = (values: readonly number[]) =>
  Math.round((10 * values.reduce((sum, value) => sum + value, 0)) / values.length) / 10

function groupBy(scored: readonly Scored[], key: (each: Scored) => string): Map<string, Scored[]> {
  const groups = new Map<string, Scored[]>()
  for (const each of scored) {
    const group = groups.get(key(each))
    if (group) group.push(each)
    else groups.set(key(each), [each])
  }
  return groups
}

/** One line a row: the mean beside the floors. */
export function summarize(scored: readonly Scored[]): Summary[] {
  const rows = [...groupBy(scored, (each) => each.row)].map(([row, plans]): Summary => {
    const totals = plans.map(({ score }) => score.total)
    const courses = [...groupBy(plans, (each) => `${each.id}/${each.history}`).values()]
    const flags: Record<string, number> = {}
    for (const { score } of plans) for (const { name } of score.flags) flags[name] = (flags[name] ?? 0) + 1
    return {
      row,
      plans: plans.length,
      mean: mean(totals),
      min: Math.min(...totals),
      worst_course: Math.min(...courses.map((course) => mean(course.map(({ score }) => score.total)))),
      flags,
    }
  })
  return rows.sort((a, b) => rank(a.row) - rank(b.row) || (a.row < b.row ? -1 : 1))
}
