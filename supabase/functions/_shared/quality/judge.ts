import { z } from 'zod'
import type { Candidate } from '../contract/session.ts'
import { settleJudgement } from '../domain/quality/pickBest.ts'
import { askForPlan, type Session } from './makeVariant.ts'

const verdictSchema = z.enum(['a', 'b', 'tie'])

/** A model compares the best two in both orders; a tie, or no model, leaves the order of the scores. */
export async function judge(
  session: Session,
  a: Candidate,
  b: Candidate,
  round: number,
): Promise<'a' | 'b' | 'tie'> {
  if (!session.settings.judge || session.ports.fast_agent === null) return 'tie'
  const settled = await session.context.step<'a' | 'b' | 'tie'>({
    key: `judge:${round}`,
    kind: 'judge',
    begins: { type: 'judge_started', message: 'Comparing the best two, in both orders' },
    fails: (error_code) => ({
      type: 'judge_failed',
      message: 'No verdict, the scores decide',
      data: { error_code },
    }),
    read: (output) => verdictSchema.parse(output),
    work: async (attempt) => {
      const ask = async (order: string, candidates: unknown[]) => {
        const answer = await askForPlan(
          session,
          { task: 'judge', variant: null, candidates, issues: [] },
          { ...attempt, idempotency_key: `${attempt.idempotency_key}:${order}` },
        )
        return answer.kind === 'answered' ? answer.data.verdict ?? 'tie' : 'tie'
      }
      const [ab, ba] = await Promise.all([ask('ab', [a.plan, b.plan]), ask('ba', [b.plan, a.plan])])
      const output = settleJudgement(ab, ba)
      return {
        ok: true,
        output,
        events: [{ type: 'judged', message: `Verdict: ${output}`, data: { ab, ba } }],
      }
    },
  })
  return settled.ok ? settled.output : 'tie'
}
