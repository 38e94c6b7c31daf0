import type { Milestone, Objective } from '../../contract/plan.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { PlannerIntent } from './situation.ts'
import { cleanText, cutAtWord, quoteNames } from './text.ts'
import { stageOf, weeksTotal } from './weeks.ts'

type GoalKind = NonNullable<PlannerMeta['goal_kind']>

const VERBS: Record<GoalKind, RegExp> = {
  build:
    /\b(build|create|make|ship|launch|develop|deploy|implement|program|publish|design|write)(s|ing|ed)?\b/i,
  exam: /\b(pass|exam|exams|certif\w*|test score|grade|toefl|ielts|bar exam)(es|ing|ed)?\b/i,
  perform: /\b(perform|play|speak|present|compete|sing|dance|converse|conversation)(s|ing|ed)?\b/i,
  understand: /\b(understand|explain|learn|know|grasp)(s|ing)?\b/i,
}

type Proof = { text: string; evidence: string }

/** What proves the goal, in four stages (planner.md, goal to proof). */
const PROOFS: Record<GoalKind, readonly [Proof, Proof, Proof, Proof]> = {
  build: [
    {
      text: 'a version that runs end to end',
      evidence: 'one command that starts it, and the output it printed',
    },
    {
      text: 'one real feature with a check that fails when the feature breaks',
      evidence: 'the check failing on a broken copy and passing on the real one',
    },
    {
      text: 'used by a second person, with the three worst problems fixed',
      evidence: 'the list of what that person stumbled over, three items crossed out',
    },
    {
      text: 'released, with a write-up',
      evidence: 'the place where others can get it, and the write-up beside it',
    },
  ],
  exam: [
    {
      text: 'a marked diagnostic and a list of gaps',
      evidence: 'the marked paper and the list, largest gap first',
    },
    {
      text: 'one timed section at the pass mark',
      evidence: 'the marked section with its time',
    },
    {
      text: 'two timed sections with an error log',
      evidence: 'both marked sections and one line per error',
    },
    {
      text: 'a full mock, each error traced to its cause',
      evidence: 'the marked mock and the traced errors',
    },
  ],
  perform: [
    {
      text: 'a recorded baseline',
      evidence: 'the recording and the three points it is scored on',
    },
    {
      text: 'the worst fault of the baseline fixed',
      evidence: 'a second recording beside the first',
    },
    {
      text: 'the same under a changed condition',
      evidence: 'a recording with the condition written down',
    },
    {
      text: 'live, scored against the baseline',
      evidence: 'the live score beside the score of the baseline',
    },
  ],
  understand: [
    {
      text: 'a map on one page',
      evidence: 'the page: every part named, every arrow labelled',
    },
    {
      text: 'a five-minute explanation without notes',
      evidence: 'a recording and the two places where it stalled',
    },
    {
      text: 'a comparison that ends in a verdict',
      evidence: 'two columns, one verdict, the reason that decided',
    },
    {
      text: 'a defence against the best objection',
      evidence: 'the objection at its strongest and your answer',
    },
  ],
}

const STAGE_BLOOM: Record<
  PlannerIntent['depth'],
  readonly Objective['bloom'][]
> = {
  surface: ['remember', 'understand', 'apply', 'apply'],
  informed: ['understand', 'apply', 'apply', 'analyze'],
  expert: ['apply', 'analyze', 'evaluate', 'create'],
}

/** The kind of goal: the learner's word, else the verb that comes first in the goal, else understanding. */
export function goalKindOf(intent: PlannerIntent, meta: PlannerMeta): GoalKind {
  if (meta.goal_kind !== null) return meta.goal_kind
  let found: GoalKind = 'understand'
  let at = Infinity
  const kinds: GoalKind[] = ['build', 'exam', 'perform', 'understand']
  for (const kind of kinds) {
    const index = intent.end_goal.search(VERBS[kind])
    if (index >= 0 && index < at) [found, at] = [kind, index]
  }
  return found
}

export type Goal = {
  kind: GoalKind
  stage: number
  weeks: number
  proof: Proof
  text: string
  topic: string
}

/** Where the learner stands on the way to the goal in that week. */
export function goalOf(
  intent: PlannerIntent,
  meta: PlannerMeta,
  week: number,
): Goal {
  const kind = goalKindOf(intent, meta)
  const weeks = weeksTotal(intent, meta)
  const stage = stageOf(week, weeks)
  const proof = PROOFS[kind][stage - 1] ?? PROOFS[kind][3]
  const text = cleanText(intent.end_goal, 140) || 'your goal'
  return {
    kind,
    stage,
    weeks,
    proof,
    text,
    topic: cleanText(intent.topic, 80) || 'your topic',
  }
}

/** The deepest Bloom level asked for in a stage; surface stops at apply, informed at analyze. */
export function bloomOf(
  intent: PlannerIntent,
  stage: number,
): Objective['bloom'] {
  return STAGE_BLOOM[intent.depth][stage - 1] ?? 'apply'
}

/** The milestone of a week; it names what it is made from, at most four names. */
export function milestoneOf(
  goal: Goal,
  week: number,
  names: readonly string[],
): Milestone {
  const using = names.length > 0
    ? `, made with ${quoteNames(names.slice(0, 4).map((name) => cutAtWord(name, 60)))}`
    : ''
  return {
    id: `w${week}`,
    text: cutAtWord(`Week ${week}: ${goal.proof.text}${using}.`, 400),
    stage: goal.stage,
    evidence: goal.proof.evidence,
  }
}

/** How today serves the goal, in one line. */
export function goalLinkOf(goal: Goal, today: string): string {
  return cutAtWord(
    `${goal.text} (stage ${goal.stage} of 4: ${goal.proof.text}). ${today}`,
    400,
  )
}
