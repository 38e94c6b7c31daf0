import type { Milestone, Objective } from '../../contract/plan.ts'
import { type GoalKind, type Proof, PROOFS } from './goalProofs.ts'
import type { PlannerMeta } from './readMeta.ts'
import type { PlannerIntent } from './situation.ts'
import { cleanText, cutAtWord, quoteNames } from './text.ts'
import { stageOf, weeksTotal } from './weeks.ts'

const VERBS: Record<GoalKind, RegExp> = {
  build:
    /\b(build|create|make|ship|launch|develop|deploy|implement|program|publish|design|write)(s|ing|ed)?\b/i,
  exam: /\b(pass|exam|exams|certif\w*|test score|grade|toefl|ielts|bar exam)(es|ing|ed)?\b/i,
  perform: /\b(perform|play|speak|present|compete|sing|dance|converse|conversation)(s|ing|ed)?\b/i,
  understand: /\b(understand|explain|learn|know|grasp)(s|ing)?\b/i,
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
export function goalOf(intent: PlannerIntent, meta: PlannerMeta, week: number): Goal {
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
export function bloomOf(intent: PlannerIntent, stage: number): Objective['bloom'] {
  return STAGE_BLOOM[intent.depth][stage - 1] ?? 'apply'
}

/** The milestone of a week; it names what it is made from, at most four names. */
export function milestoneOf(goal: Goal, week: number, names: readonly string[]): Milestone {
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
  return cutAtWord(`${goal.text} (stage ${goal.stage} of 4: ${goal.proof.text}). ${today}`, 400)
}
