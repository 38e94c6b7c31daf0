import { z } from 'zod'
import { type Issue, issueSchema, type Variant } from '../contract/session.ts'
import { cleanAgentText } from '../domain/planner/text.ts'
import { findIssues, MOST_ISSUES } from '../domain/quality/findIssues.ts'
import { judgeCandidate } from './candidates.ts'
import { consultModel } from './consultModel.ts'
import type { Best } from './improve.ts'
import type { Attempt, Session } from './session.ts'

/** What a model may add to the rubric's findings in one round. */
const MOST_OF_MODEL = 4
const SAYS_MAX = 300

/** Two critics in one question. */
const ROLES: Variant = {
  name: 'critics',
  modifier: 'As alex find gaps: what would keep the learner from reaching the goal with this plan? ' +
    'As socratic find assumptions: what does it take for granted that the learner may not know? ' +
    'Say of each issue by whom it is, and name the step that shows it.',
}

/** What is wrong with the best so far: the rubric's findings first, then, before a refinement, what a model adds. */
export async function criticise(
  session: Session,
  best: Best,
  round: number,
  isRefinedNext: boolean,
): Promise<Issue[]> {
  const judged = judgeCandidate(best, session.situation)
  const isGoodEnough = best.score >= session.settings.qualityThreshold
  const ours = findIssues(judged, isGoodEnough).slice(0, MOST_ISSUES)
  const asksModel = isRefinedNext && session.ports.fast_agent !== null
  const found = await session.context.step<Issue[]>({
    key: `critic:${round}`,
    kind: 'critic',
    ...(asksModel ? { agent: 'fast_agent' } : {}),
    begins: { type: 'critic_started', message: 'Alex looks for gaps, Socratic for assumptions' },
    fails: (error_code) => ({
      type: 'critic_failed',
      message: 'The critics gave nothing',
      data: { error_code },
    }),
    read: (output) => z.array(issueSchema).parse(output),
    work: async (attempt) => {
      const issues = [...ours, ...(asksModel ? await askCritics(session, best, round, attempt) : [])]
      return { ok: true, output: issues, events: issues.map(tellIssue) }
    },
  })
  return found.ok ? found.output : ours
}

/** A model's words go into the data; the message is ours. */
function tellIssue({ id, by, says, evidence }: Issue) {
  return { type: 'critic_issue', agent: by, message: `${by} found an issue`, data: { id, says, evidence } }
}

/** A model's issues, cleaned and with ids of ours; when it says nothing usable, the rubric's have to do. */
async function askCritics(session: Session, best: Best, round: number, attempt: Attempt): Promise<Issue[]> {
  const question = { task: 'criticise' as const, variant: ROLES, candidates: [best.plan], issues: [] }
  const answer = await consultModel(session, question, attempt)
  const given = answer.kind === 'answered' ? answer.data.issues ?? [] : []
  const urls = session.situation.context.allowed_urls
  return given
    .map(({ by, says, evidence }) => ({
      by,
      says: cleanAgentText(says, SAYS_MAX, urls),
      evidence: cleanAgentText(evidence, SAYS_MAX, urls),
    }))
    .filter(({ says }) => says !== '')
    .slice(0, MOST_OF_MODEL)
    .map((issue, index) => ({ id: `${issue.by}:${round + 1}:${index + 1}`, ...issue, answer: null }))
}
