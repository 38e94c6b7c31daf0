import type { AgentRequest, InstructorRequest } from '../_shared/contract/agentMessages.ts'
import type { AgentName } from '../_shared/contract/primitives.ts'
import type { Author, AuthorFailure, Usage } from './author.ts'
import { CATALOG } from './catalog.ts'
import { composeInstructorData } from './instructor.ts'
import type { Refusal } from './readAsk.ts'

const HOUR_S = 3600
/** A stand-in is kept briefly, so that the model is asked again on another visit and not a week later. */
const STAND_IN_S = 900

export type SignalAnswer = {
  data: Record<string, unknown>
  max_age_s: number
  degraded: boolean
  usage: Usage | null
}

/** A signal agent's answer: by its rules, in an author's words where there is one, by its rules when that one fails. */
export async function answerSignal(
  agent: AgentName,
  ask: AgentRequest,
  author: Author | null,
  leftMs: number,
): Promise<SignalAnswer> {
  const { compose, freshness_hours } = CATALOG[agent]
  const twin = compose(ask)
  const max_age_s = freshness_hours * HOUR_S
  const plain = { data: twin, max_age_s, degraded: false, usage: null }
  if (author === null) return plain
  const written = await author.writeSignal(agent, ask, twin, leftMs)
  switch (written.kind) {
    case 'written':
      return { data: written.data, max_age_s, degraded: false, usage: written.usage }
    case 'nothing_to_write':
      return plain
    case 'failed':
      return { data: twin, max_age_s: STAND_IN_S, degraded: true, usage: written.usage }
    default:
      return written satisfies never
  }
}

// 5xx and 429 are tried again; an `ok:false` in a 200 is not, because another try would cost the same for nothing.
const REFUSALS: Record<AuthorFailure, Refusal> = {
  deadline: { status: 503, code: 'DEADLINE', error: 'Cannot write plan: the time is too short' },
  budget: { status: 429, code: 'BUDGET', error: 'Cannot write plan: the token cap is reached' },
  rate_limited: { status: 429, code: 'RATE_LIMIT', error: 'Cannot write plan: the model is rate limited' },
  bad_output: { status: 200, code: 'AGENT_ERROR', error: 'Cannot write plan: the model gave no usable plan' },
  refused: { status: 200, code: 'AGENT_ERROR', error: 'Cannot write plan: the model refused' },
  unreachable: { status: 502, code: 'AGENT_ERROR', error: 'Cannot write plan: the model is not reachable' },
  misconfigured: { status: 200, code: 'AGENT_ERROR', error: 'Cannot write plan: the model refuses us' },
}

export type PlanAnswer =
  | { data: Record<string, unknown>; usage: Usage | null }
  | { refusal: Refusal; usage: Usage | null; retry_after: string | null }

/** The instructor's answer. Its twin is the plan the orchestrator has already, so a failed author is told as an error. */
export async function answerPlan(
  ask: InstructorRequest,
  author: Author | null,
  leftMs: number,
): Promise<PlanAnswer> {
  if (author === null) return { data: composeInstructorData(ask), usage: null }
  const written = await author.writePlan(ask, leftMs)
  switch (written.kind) {
    case 'written':
      return { data: written.data, usage: written.usage }
    case 'nothing_to_write':
      return { data: composeInstructorData(ask), usage: null }
    case 'failed': {
      const { usage, retry_after } = written
      return { refusal: REFUSALS[written.failure], usage, retry_after }
    }
    default:
      return written satisfies never
  }
}
