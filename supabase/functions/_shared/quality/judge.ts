import { z } from 'zod'
import type { Candidate, Variant } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import { countWords, mayJudge, settleJudgement } from '../domain/quality/judgement.ts'
import { pickBest } from '../domain/quality/pickBest.ts'
import { consultModel } from './consultModel.ts'
import type { Best } from './improve.ts'
import type { Attempt, Session } from './session.ts'

const verdictSchema = z.enum(['a', 'b', 'tie'])

const RULES: Variant = {
  name: 'judge',
  modifier: 'Which of the two plans brings the learner closer to the goal in the given minutes? ' +
    'Neither length nor wording counts, nor which comes first; a tie is an answer.',
}

/** The best candidate; between two as good as equal a model decides, when that was wished for. */
export async function chooseFirst(session: Session, candidates: readonly Candidate[]): Promise<Best> {
  const best = asBest(pickBest(candidates))
  // The built-in plan is always among them.
  if (best === null) throw new Error('Cannot choose a candidate: none has a plan')
  const second = asBest(pickBest(candidates.filter(({ name }) => name !== best.name)))
  const { judge, qualityThreshold } = session.settings
  if (!judge || session.ports.fast_agent === null || second === null) return best
  if (!mayJudge(best, second, qualityThreshold)) return best
  return await judgePair(session, best, second) === 'b' ? second : best
}

function asBest(picked: (Candidate & { score: number }) | null): Best | null {
  return picked === null || picked.plan === null ? null : { ...picked, plan: picked.plan }
}

/** Asked in both orders; without a verdict the scores decide. */
async function judgePair(session: Session, a: Best, b: Best): Promise<'a' | 'b' | 'tie'> {
  const settled = await session.context.step<'a' | 'b' | 'tie'>({
    key: 'judge',
    kind: 'judge',
    agent: 'fast_agent',
    begins: {
      type: 'judge_started',
      message: `Comparing ${a.name} and ${b.name}, in both orders`,
      data: { a: a.name, b: b.name },
    },
    fails: (error_code) => ({
      type: 'judge_failed',
      message: 'No verdict, the scores decide',
      data: { error_code },
    }),
    read: (output) => verdictSchema.parse(output),
    work: async (attempt) => {
      const [ab, ba] = await Promise.all([
        askVerdict(session, [a.plan, b.plan], {
          ...attempt,
          idempotency_key: `${attempt.idempotency_key}:ab`,
        }),
        askVerdict(session, [b.plan, a.plan], {
          ...attempt,
          idempotency_key: `${attempt.idempotency_key}:ba`,
        }),
      ])
      const output = settleJudgement({ ab, ba }, { a: countWords(a.plan), b: countWords(b.plan) })
      const message = output === 'tie'
        ? 'A tie, the scores decide'
        : `${output === 'a' ? a.name : b.name} is preferred`
      return { ok: true, output, events: [{ type: 'judged', message, data: { verdict: output, ab, ba } }] }
    },
  })
  return settled.ok ? settled.output : 'tie'
}

async function askVerdict(session: Session, plans: [Plan, Plan], attempt: Attempt) {
  const question = { task: 'judge' as const, variant: RULES, candidates: plans.map(anonymous), issues: [] }
  const answer = await consultModel(session, question, attempt)
  return answer.kind === 'answered' ? answer.data.verdict ?? 'tie' : 'tie'
}

/** What the learner would do, without whom it is from and how it scored. */
function anonymous({ source: _source, candidates: _candidates, ...plan }: Plan) {
  return plan
}
