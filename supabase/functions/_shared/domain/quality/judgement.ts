import type { Plan } from '../../contract/plan.ts'
import { isGain } from './nextMove.ts'

type Rival = { score: number; plan: Plan | null }

/** A verdict for a text that is longer by more than this is not believed: models prefer length. */
const LONGER = 1.25

/**
 * Whether a judge may decide between the two: scores as good as equal, both good enough or neither, and one author. A
 * model prefers what it wrote itself, so between its plan and the built-in one the scores decide.
 */
export function mayJudge(a: Rival, b: Rival, threshold: number): boolean {
  const isSameSide = a.score >= threshold === b.score >= threshold
  return !isGain(Math.abs(a.score - b.score)) && isSameSide && a.plan !== null &&
    a.plan.source === b.plan?.source
}

type Verdict = 'first' | 'second' | 'tie'

/** What a judge said of two in both orders: a verdict that turns with the order, or follows length, is a tie. */
export function settleJudgement(
  said: { ab: Verdict; ba: Verdict },
  words: { a: number; b: number },
): 'a' | 'b' | 'tie' {
  if (said.ab === 'first' && said.ba === 'second') return words.a > LONGER * words.b ? 'tie' : 'a'
  if (said.ab === 'second' && said.ba === 'first') return words.b > LONGER * words.a ? 'tie' : 'b'
  return 'tie'
}

/** What a learner would read of it. */
export function countWords(plan: Plan): number {
  return plan.steps.flatMap((step) => [step.action, step.done_when, step.why]).join(' ').split(/\s+/).length
}
