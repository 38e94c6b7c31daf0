import type { Candidate, Issue } from '../contract/session.ts'
import { issueSchema } from '../contract/session.ts'
import { findIssues } from '../domain/quality/critics.ts'
import { z } from 'zod'
import { rubricOf } from './candidates.ts'
import { askForPlan, type Session } from './makeVariant.ts'

const issuesSchema = z.array(issueSchema)

/** What is wrong with the best so far: the rubric's findings first, then what a configured model adds as the critics. */
export async function criticise(session: Session, best: Candidate, round: number): Promise<Issue[]> {
  const found = await session.context.step<Issue[]>({
    key: `critic:${round}`,
    kind: 'critic',
    begins: {
      type: 'critic_started',
      message: 'Alex looks for gaps, Socratic for assumptions',
      agent: 'alex',
    },
    fails: (error_code) => ({
      type: 'critic_failed',
      message: 'The critics gave nothing',
      data: { error_code },
    }),
    read: (output) => issuesSchema.parse(output),
    work: async (attempt) => {
      const rubric = rubricOf(best, session.situation)
      const ours = rubric === null ? [] : findIssues(rubric)
      const theirs = session.ports.fast_agent === null ? [] : await askCritics(session, best, round, attempt)
      const issues = [...ours, ...theirs]
      return {
        ok: true,
        output: issues,
        events: issues.map(({ id, by, says, evidence }) => ({
          type: 'critic_issue',
          agent: by,
          message: `${by}: ${says}`.slice(0, 500),
          data: { id, evidence },
        })),
      }
    },
  })
  return found.ok ? found.output : []
}

/** A model's issues, ids given by us; one that cannot be asked leaves the rubric's. */
async function askCritics(
  session: Session,
  best: Candidate,
  round: number,
  attempt: { idempotency_key: string; signal: AbortSignal },
): Promise<Issue[]> {
  const critics = ['alex', 'socratic'] as const
  const answers = await Promise.all(critics.map((by) =>
    askForPlan(
      session,
      { task: 'criticise', variant: { name: by, modifier: ROLE[by] }, candidates: [best.plan], issues: [] },
      { ...attempt, idempotency_key: `${attempt.idempotency_key}:${by}` },
    )
  ))
  return answers.flatMap((answer, index) => {
    const by = critics[index] ?? 'alex'
    const issues = answer.kind === 'answered' ? answer.data.issues ?? [] : []
    return issues.slice(0, 3).map(({ says, evidence }, at): Issue => ({
      id: `${by}:${round}:${at + 1}`,
      by,
      says,
      evidence,
      answer: null,
    }))
  })
}

const ROLE = {
  alex: 'Find gaps: what would keep the learner from reaching the goal with this plan?',
  socratic: 'Find assumptions: what does this plan take for granted that the learner may not know?',
} as const
