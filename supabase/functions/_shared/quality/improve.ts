import type { Candidate, Final } from '../contract/session.ts'
import type { Plan } from '../contract/plan.ts'
import type { Round } from '../domain/quality/answerIssues.ts'
import { hasTimeForRound } from '../domain/quality/budget.ts'
import { decideMove } from '../domain/quality/nextMove.ts'
import { keepBest, type WithScore } from '../domain/quality/pickBest.ts'
import { criticise } from './criticise.ts'
import { refine } from './refine.ts'
import { type Session, timeLeft } from './session.ts'

export type Best = WithScore<Candidate> & { plan: Plan }
export type Improved = {
  best: Best
  /** All that were made, the failed and the worse ones too. */
  candidates: Candidate[]
  rounds: Round[]
  stopped_by: Final['stopped_by']
}

/** Criticise, refine what was found, keep the best so far; until it is good enough or does not pay any more. */
export async function improve(session: Session, start: Best, explored: Candidate[]): Promise<Improved> {
  const candidates = [...explored]
  const rounds: Round[] = []
  let best = start
  let before: number | null = null
  for (let iterations = 0;; iterations += 1) {
    const has_budget = hasTimeForRound(timeLeft(session))
    const move = decideMove({ iterations, best: best.score, before, has_budget }, session.settings)
    const issues = await criticise(session, best, iterations, move.kind === 'refine')
    if (move.kind === 'stop') {
      return { best, candidates, rounds: [...rounds, { issues, iteration: null }], stopped_by: move.because }
    }

    const iteration = iterations + 1
    const refined = await refine(session, best, issues, iteration)
    candidates.push(refined)
    rounds.push({ issues, iteration })
    before = best.score
    const kept = keepBest<Candidate>(best, refined)
    best = { ...kept, plan: kept.plan ?? best.plan }
  }
}
