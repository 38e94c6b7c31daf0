import type { Plan } from '../../contract/plan.ts'
import { changesSince } from '../planner/planDiff.ts'

type Made = { plan: Plan | null; rubric: { total: number } | null }
type Previous = Parameters<typeof changesSince>[0]

const REJECTED = 'another plan scored higher in the session'

/** The winner as it is stored and served: beside it the best of each source, and what changed since the last version. */
export function servePlan(winner: Plan, made: readonly Made[], previous: Previous): Plan {
  const bestOf = (source: Plan['source']) => {
    const totals = made.filter(({ plan }) => plan?.source === source).map(({ rubric }) => rubric?.total ?? 0)
    return totals.length === 0 ? [] : [{ source, score: Math.max(...totals) }]
  }
  const { changes: _changes, ...kept } = winner
  const plan: Plan = {
    ...kept,
    candidates: [
      ...bestOf('builtin'),
      ...bestOf('instructor').map((best) =>
        winner.source === 'instructor' ? best : { ...best, rejected: REJECTED }
      ),
    ],
  }
  const changes = changesSince(previous, plan)
  return changes === null ? plan : { ...plan, changes }
}
