import type { Issue } from '../../contract/session.ts'
import { type Flag, PART_WEIGHTS, type PartName } from '../rubric/planScore.ts'

/** Alex looks for gaps in what is made, Socratic for what is taken for granted. */
const CRITIC_OF = {
  time_fit: 'alex',
  goal: 'alex',
  active_share: 'alex',
  specificity: 'alex',
  grounding: 'alex',
  load: 'alex',
  prerequisites: 'socratic',
  reviews: 'socratic',
  distinctness: 'socratic',
  explanation: 'socratic',
  honesty: 'socratic',
} as const satisfies Record<PartName, Issue['by']>

const SAYS: Record<PartName, string> = {
  time_fit: 'the minutes do not fit the time there is',
  goal: 'the steps do not lead to the goal',
  active_share: 'too little of the time is spent doing something',
  specificity: 'steps leave open what exactly to do, or when it is done',
  grounding: 'the steps do not work on known content of the topic',
  load: 'one step is too big, or there are too many small ones',
  prerequisites: 'something is used before it was introduced',
  reviews: 'due reviews are missing',
  distinctness: 'the day repeats an earlier one',
  explanation: 'a step does not say why it is there',
  honesty: 'something is claimed without evidence',
}

/** A part that reaches this share of its weight is no issue. */
const GOOD_SHARE = 0.9
/** More than a refinement can work on at once only dilutes it. */
const MOST_ISSUES = 6

/** Issues with ids and evidence, the costliest first; the rubric's findings are the critics' first voice. */
export function findIssues(score: { parts: Record<PartName, number>; flags: readonly Flag[] }): Issue[] {
  const flagged = score.flags.map((flag): Issue => ({
    id: `flag:${flag.name}`,
    by: 'alex',
    says: flag.says,
    evidence: `caps the score at ${flag.cap} of 100`,
    answer: null,
  }))
  // Object.entries forgets the literal keys of a record.
  const weak = (Object.entries(score.parts) as [PartName, number][])
    .filter(([name, points]) => points < GOOD_SHARE * PART_WEIGHTS[name])
    .sort(([a, x], [b, y]) => (PART_WEIGHTS[b] - y) - (PART_WEIGHTS[a] - x))
    .map(([name, points]): Issue => ({
      id: `part:${name}`,
      by: CRITIC_OF[name],
      says: SAYS[name],
      evidence: `${points} of ${PART_WEIGHTS[name]} points`,
      answer: null,
    }))
  return [...flagged, ...weak].slice(0, MOST_ISSUES)
}

/** What became of each issue ever raised: the final answers every one. */
export function answerIssues(
  raised: readonly { issue: Issue; iteration: number }[],
  left: readonly Issue[],
): Issue[] {
  const open = new Set(left.map(({ id }) => id))
  const first = new Map(raised.toReversed().map((entry) => [entry.issue.id, entry]))
  return [...first.values()].reverse().map(({ issue, iteration }) => ({
    ...issue,
    answer: open.has(issue.id)
      ? 'Still open: no attempt did better on it without losing elsewhere.'
      : `Settled after iteration ${iteration}.`,
  }))
}
