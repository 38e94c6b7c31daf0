import type { Final, Issue } from '../../contract/session.ts'

/** Issues of one round; `iteration`: the refinement that was given them, null when none followed. */
export type Round = { issues: readonly Issue[]; iteration: number | null }

export type Served = {
  /** Refinements that the served plan went through; 0 when it is a first attempt. */
  iteration: number
  /** Ids of what the rubric finds in it. */
  found: ReadonlySet<string>
  stopped_by: Final['stopped_by']
}

const BECAUSE: Record<Final['stopped_by'], string> = {
  threshold: 'the plan is good enough as it is',
  iterations: 'no refinement was left',
  budget: 'no time was left',
  no_gain: 'the last refinement gained too little',
}

/** Whether the rubric can say if it is still there; a critic's own words it cannot. */
const isMeasured = ({ id }: Issue) => /^(part:|flag:|external$)/.test(id)

/** What became of each issue ever raised. It says what is known, and of what no check measures, that none does. */
export function answerIssues(rounds: readonly Round[], served: Served): Issue[] {
  const known = new Map<string, { issue: Issue; iterations: number[] }>()
  for (const { issues, iteration } of rounds) {
    for (const issue of issues) {
      const entry = known.get(issue.id) ?? { issue, iterations: [] }
      if (iteration !== null) entry.iterations.push(iteration)
      known.set(issue.id, entry)
    }
  }
  return [...known.values()].map(({ issue, iterations }) => ({
    ...issue,
    answer: answerOne(issue, iterations, served),
  }))
}

function answerOne(issue: Issue, iterations: readonly number[], served: Served): string {
  const last = iterations.at(-1)
  if (isMeasured(issue)) {
    if (!served.found.has(issue.id)) return 'Settled: the plan that is served does not have it.'
    const tried = last === undefined ? '' : ` refinement ${last} did not settle it;`
    return `Still there:${tried} ${BECAUSE[served.stopped_by]}.`
  }
  if (last === undefined) return `Not worked on: ${BECAUSE[served.stopped_by]}.`
  return last <= served.iteration
    ? `Worked on in refinement ${last}, which is served; no check measures whether it is settled.`
    : `Worked on in refinement ${last}, which scored no better and is not served.`
}
