import type { Candidate } from '../contract/session.ts'
import type { NewRunEvent } from '../contract/runs.ts'
import { laterBudgetMs, QUICK_SCORE_MS } from '../domain/quality/budget.ts'
import { readExternalScore } from '../domain/quality/externalScore.ts'
import { settleWinner } from '../domain/quality/pickBest.ts'
import { sendWebhook } from '../hooks/sendWebhook.ts'
import { scoreCandidate } from './candidates.ts'
import type { Best } from './improve.ts'
import { tellNoScore } from './scoreQuickly.ts'
import type { Session } from './session.ts'

/** The task that a callback settles. */
export const LATER_TASK = { key: 'score:answer', kind: 'external_score' } as const

export type Settled = { winner: Best; candidates: Candidate[]; events: NewRunEvent[] }

/**
 * The slow scorer's word on the best. It replaces the quick one's; without it the scores stay. Taken below another
 * candidate, the best loses to it, and the story says so.
 */
export async function weighLater(session: Session, best: Best, candidates: Candidate[]): Promise<Settled> {
  if (session.ports.scorers?.async_url == null) return { winner: best, candidates, events: [] }
  const said = await scoreLater(session, best)
  if (said === null) return { winner: best, candidates, events: [tellNoScore('NO_ANSWER', best)] }

  const { name, iteration, plan } = best
  const rescored = scoreCandidate({ name, iteration, plan }, session.situation, said)
  const scored = { ...rescored, score: rescored.score ?? 0 }
  const isBest = (each: Candidate) => each.name === name && each.iteration === iteration
  const settled = settleWinner<Candidate>(best, scored, candidates.filter((each) => !isBest(each)))
  const winner = { ...settled, plan: settled.plan ?? plan }
  const events = isBest(winner) ? [] : [{
    type: 'winner_changed',
    level: 'warn' as const,
    message: `The outside scorer takes ${name} to ${scored.score}: ${winner.name} wins`,
    data: {
      from: { name, iteration, score: scored.score },
      to: { name: winner.name, iteration: winner.iteration, score: winner.score },
    },
  }]
  return { winner, candidates: candidates.map((each) => isBest(each) ? rescored : each), events }
}

/** Asks, and waits for the callback; null when none comes in time. */
async function scoreLater(session: Session, { name, iteration, plan }: Best): Promise<number | null> {
  const { context, ports: { agents, scorers } } = session
  const limitMs = laterBudgetMs(context.leftMs())
  if (scorers === null || scorers.async_url === null || limitMs === 0) return null
  const { async_url: url, secret, callback_base } = scorers
  const callbackUrl = `${callback_base}/session/${context.run.id}/callback`
  const body = { type: 'winner.score', run_id: context.run.id, callbackUrl, name, iteration, plan }

  const ask = async () => {
    const sent = await context.step<{ sent: true }>({
      key: 'score:request',
      kind: 'webhook',
      begins: { type: 'external_score_requested', message: 'Asking the outside scorer, which calls back' },
      fails: (error_code) => tellNoScore(error_code, { name, iteration }),
      read: () => ({ sent: true }),
      work: async ({ idempotency_key: id, signal }) => {
        const timeout_ms = Math.min(QUICK_SCORE_MS, laterBudgetMs(context.leftMs()))
        const result = await sendWebhook({ url, secret, id, body, timeout_ms }, agents, signal)
        return result.ok ? { ok: true, output: { sent: true } } : result
      },
    })
    return sent.ok
  }
  return readExternalScore(await context.wait(LATER_TASK, limitMs, ask))
}
