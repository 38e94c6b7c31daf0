import {
  type Candidate,
  type Final,
  type Issue,
  qualityInputSchema,
  type QualityResult,
} from '../contract/session.ts'
import type { RunEnd } from '../contract/runs.ts'
import { answerIssues } from '../domain/quality/critics.ts'
import { decideMove } from '../domain/quality/nextMove.ts'
import { resolveSettings } from '../domain/quality/presets.ts'
import { pickBest } from '../domain/quality/pickBest.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { Outcome } from '../runs/worker.ts'
import { type BoundDay, composeBind, loadBoundDay, signalsOf } from './boundDay.ts'
import { failedCandidate } from './candidates.ts'
import { criticise } from './criticise.ts'
import { judge } from './judge.ts'
import { makeVariant, refine, type Session } from './makeVariant.ts'
import type { QualityPorts } from './ports.ts'
import { scoreLater } from './scoreOutside.ts'
import { situationOfDay, situationOfPrompt } from './situation.ts'

/** Kept back from the deadline for the end itself. */
const ENDING_MS = 2_000
/** A round needs at least this. */
const ROUND_MS = 1_000
/** The slower scorer may take this long at most. */
const LATER_MS = 60_000

type Standing = {
  candidates: Candidate[]
  best: Candidate & { score: number }
  raised: Raised[]
  left: Issue[]
}
type Raised = { issue: Issue; iteration: number }

/** Explore in parallel, criticise, refine what was found, keep the best so far, and say why it is the best. */
export async function qualityRun(context: RunContext, ports: QualityPorts): Promise<Outcome> {
  const input = qualityInputSchema.parse(context.run.input)
  const bound = input.target === null ? null : await loadBoundDay(context, input.target, ports)
  if (bound !== null && 'refused' in bound) return refuseDay(bound.refused)
  const situation = bound === null
    ? situationOfPrompt(context.run.id, input, context.run.created_at)
    : situationOfDay(bound.day, signalsOf(bound))
  const settings = resolveSettings(input.mode, input.stored, input.asked)
  const session: Session = { input, settings, situation, context, ports }

  const explored = await explore(session)
  const first = pickBest(explored)
  if (first === null) return endWithNothing(explored)
  const { standing, stopped_by } = await improve(session, {
    ...(await compare(session, explored, first)),
    candidates: explored,
  })

  const winner = await weighLater(session, standing.best)
  return await conclude(session, { ...standing, best: winner }, stopped_by, bound)
}

/** Every variant at once; one that fails sinks nothing. */
async function explore(session: Session): Promise<Candidate[]> {
  const { parallelVariants } = session.settings
  return await Promise.all(parallelVariants.map(async (variant) => {
    const made = await makeVariant(session, variant)
    return 'error_code' in made && !('score' in made) ? failedCandidate(variant.name, made.error_code) : made
  }))
}

/** The best two once more, by a judge, when one was wished for. */
async function compare(
  session: Session,
  candidates: Candidate[],
  first: Candidate & { score: number },
): Promise<Omit<Standing, 'candidates'>> {
  const second = pickBest(candidates.filter(({ name }) => name !== first.name))
  const verdict = second === null ? 'tie' : await judge(session, first, second, 0)
  return { best: verdict === 'b' && second !== null ? second : first, raised: [], left: [] }
}

async function improve(
  session: Session,
  start: Standing,
): Promise<{ standing: Standing; stopped_by: Final['stopped_by'] }> {
  const { context, settings } = session
  let standing = start
  let before: number | null = null
  for (let iterations = 0;; iterations += 1) {
    const left = await criticise(session, standing.best, iterations)
    const raised = [...standing.raised, ...left.map((issue) => ({ issue, iteration: iterations + 1 }))]
    standing = { ...standing, raised, left }
    const has_budget = context.leftMs() > ENDING_MS + ROUND_MS
    const move = decideMove(
      { iterations, best: standing.best.score, before, has_budget, open_issues: left.length },
      settings,
    )
    if (move.kind === 'stop') return { standing, stopped_by: move.because }

    before = standing.best.score
    const made = await refine(session, standing.best, left, iterations + 1)
    const refined = 'score' in made ? made : null
    // Best so far stays best: a refinement that lost elsewhere is kept for the record and not served.
    const best = pickBest([standing.best, ...(refined === null ? [] : [refined])]) ?? standing.best
    standing = {
      ...standing,
      best,
      candidates: refined === null ? standing.candidates : [...standing.candidates, refined],
    }
  }
}

async function weighLater(session: Session, best: Standing['best']): Promise<Standing['best']> {
  if (best.plan === null) return best
  const { name, iteration, plan } = best
  const limitMs = Math.min(LATER_MS, session.context.leftMs() - ENDING_MS)
  const external_score = await scoreLater(session, { name, iteration, plan }, limitMs)
  if (external_score === null) return best
  return { ...best, external_score, score: Math.round((best.score + external_score) * 500) / 1000 }
}

async function conclude(
  session: Session,
  { candidates, best, raised, left }: Standing,
  stopped_by: Final['stopped_by'],
  bound: BoundDay | null,
): Promise<Outcome> {
  const { context, settings, ports } = session
  const final: Final = {
    name: best.name,
    iteration: best.iteration,
    score: best.score,
    plan_md: best.text,
    plan_json: best.plan,
    issues: answerIssues(raised, left),
    stopped_by,
  }
  const end = describeEnd(final, settings.qualityThreshold, candidates)
  if (bound === null || best.plan === null) return { end, bind: null, events: [] }

  const chosen = { plan: best.plan, plan_score: best.rubric?.total ?? 0, instructor_failure: null }
  const bind = await composeBind(context, bound, chosen, ports)
  return 'refused' in bind
    ? { end, bind: null, events: [bindRefused(bind.refused)] }
    : { end, bind, events: [] }
}

const bindRefused = (reason: string) => ({
  type: 'bind_refused',
  level: 'warn' as const,
  message: 'The day keeps the plan it has',
  data: { reason },
})

const view = ({ plan: _plan, text: _text, ...rest }: Candidate) => rest

function describeEnd(final: Final, threshold: number, candidates: readonly Candidate[]): RunEnd {
  const result: QualityResult = { candidates: candidates.map(view), final }
  const data = {
    name: final.name,
    iteration: final.iteration,
    score: final.score,
    stopped_by: final.stopped_by,
  }
  if (final.score < threshold) {
    const evidence = final.issues.slice(0, 3).map(({ id }) => id)
    return {
      status: 'needs_review',
      result,
      level: 'warn',
      message: `Best score ${final.score} is below ${threshold}; the best plan is there all the same`,
      data: { ...data, code: 'LOW_QUALITY', threshold, evidence },
    }
  }
  const isWhole = candidates.every(({ error_code }) => error_code === null)
  const message = `${final.name} wins with ${final.score}`
  return { status: isWhole ? 'succeeded' : 'degraded', result, level: 'success', message, data }
}

function endWithNothing(candidates: readonly Candidate[]): Outcome {
  const codes = candidates.map(({ name, error_code }) => ({ name, error_code }))
  const end: RunEnd = {
    status: 'failed',
    result: { candidates: candidates.map(view), final: null },
    level: 'error',
    message: 'No variant came to anything',
    data: { code: 'NO_CANDIDATE', candidates: codes },
  }
  return { end, bind: null, events: [] }
}

function refuseDay(reason: string): Outcome {
  const end: RunEnd = {
    status: 'failed',
    result: { candidates: [], final: null },
    level: 'error',
    message: 'The day cannot be planned',
    data: { code: reason },
  }
  return { end, bind: null, events: [bindRefused(reason)] }
}
