import type { PlannerMeta } from './readMeta.ts'

export type GoalKind = NonNullable<PlannerMeta['goal_kind']>

export type Proof = { text: string; evidence: string }

/** What proves the goal, in four stages. */
export const PROOFS: Record<GoalKind, readonly [Proof, Proof, Proof, Proof]> = {
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
