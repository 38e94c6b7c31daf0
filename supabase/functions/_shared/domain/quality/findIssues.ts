import type { Issue } from '../../contract/session.ts'
import { PART_WEIGHTS, type PartName, type PlanScore } from '../rubric/planScore.ts'

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

/** A part that reaches this share of its weight is no issue of a plan that is good enough. */
const GOOD_SHARE = 0.9
/** More than a refinement can work on at once only dilutes it. */
export const MOST_ISSUES = 6

type Judged = { score: Pick<PlanScore, 'parts' | 'flags'>; external_score: number | null }

/**
 * The critics' first voice, costliest first: what the rubric found, with ids and evidence. A plan that is not good enough
 * is never without: then whatever keeps it from full marks is named.
 */
export function findIssues(judged: Judged, isGoodEnough: boolean): Issue[] {
  const found = [...listFailures(judged, isGoodEnough), ...weakParts(judged.score.parts, GOOD_SHARE)]
  return found.length > 0 || isGoodEnough ? found : weakParts(judged.score.parts, 1)
}

/** Ids of all that could be named of it: an issue that is not among them is settled. */
export function listFlaws(judged: Judged, isGoodEnough: boolean): Set<string> {
  const weak = weakParts(judged.score.parts, isGoodEnough ? GOOD_SHARE : 1)
  return new Set([...listFailures(judged, isGoodEnough), ...weak].map(({ id }) => id))
}

function listFailures({ score, external_score }: Judged, isGoodEnough: boolean): Issue[] {
  const flagged = score.flags.map((flag): Issue => ({
    id: `flag:${flag.name}`,
    by: 'alex',
    says: flag.says,
    evidence: `caps the score at ${flag.cap} of 100`,
    answer: null,
  }))
  if (isGoodEnough || external_score === null || external_score === 1) return flagged
  const says = 'an outside check does not give it full marks'
  return [...flagged, { id: 'external', by: 'alex', says, evidence: `${external_score} of 1`, answer: null }]
}

function weakParts(parts: Record<PartName, number>, goodShare: number): Issue[] {
  // Object.entries forgets the literal keys of a record.
  return (Object.entries(parts) as [PartName, number][])
    .filter(([name, points]) => points < goodShare * PART_WEIGHTS[name])
    .sort(([a, x], [b, y]) => (PART_WEIGHTS[b] - y) - (PART_WEIGHTS[a] - x))
    .map(([name, points]) => ({
      id: `part:${name}`,
      by: CRITIC_OF[name],
      says: SAYS[name],
      evidence: `${points} of ${PART_WEIGHTS[name]} points`,
      answer: null,
    }))
}
