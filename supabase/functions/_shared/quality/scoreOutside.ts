import type { Plan } from '../contract/plan.ts'
import type { NewRunEvent } from '../contract/runs.ts'
import { readExternalScore } from '../domain/quality/externalScore.ts'
import { sendWebhook } from '../hooks/sendWebhook.ts'
import type { Session } from './makeVariant.ts'

/** How long the quick scorer may take. */
export const QUICK_TIMEOUT_MS = 5_000

/** The quick outside scorer's word on a candidate, or null with the reason told; the rubric then scores alone. */
export async function scoreOutside(
  { context, ports }: Session,
  made: { name: string; iteration: number; plan: Plan },
  attempt: { idempotency_key: string; signal: AbortSignal },
): Promise<{ score: number | null; events: NewRunEvent[] }> {
  const { scorers } = ports
  if (scorers === null || scorers.quick_url === null) return { score: null, events: [] }
  const result = await sendWebhook(
    {
      url: scorers.quick_url,
      secret: scorers.secret,
      id: `${attempt.idempotency_key}:score`,
      body: {
        type: 'candidate.score',
        run_id: context.run.id,
        name: made.name,
        iteration: made.iteration,
        plan: made.plan,
      },
      timeout_ms: QUICK_TIMEOUT_MS,
    },
    ports.agents,
    attempt.signal,
  )
  const score = result.ok ? readExternalScore(result.answer) : null
  if (score !== null) return { score, events: [] }
  const error_code = result.ok ? 'BAD_SCHEMA' : result.error_code
  return {
    score: null,
    events: [{
      type: 'external_score_failed',
      level: 'warn',
      message: 'The outside scorer gave no score, the rubric scores alone',
      data: { name: made.name, error_code },
    }],
  }
}

/** Asks the slower scorer for its word on the winner and waits for its callback; null when none comes in time. */
export async function scoreLater(
  { context, ports }: Session,
  winner: { name: string; iteration: number; plan: Plan },
  limitMs: number,
): Promise<number | null> {
  const { scorers } = ports
  if (scorers === null || scorers.async_url === null) return null
  const { async_url, secret, callback_base } = scorers
  const sent = await context.step<{ sent: true }>({
    key: 'score:request',
    kind: 'webhook',
    begins: { type: 'external_score_requested', message: 'Asking the outside scorer, which calls back' },
    fails: (error_code) => ({
      type: 'external_score_failed',
      message: 'The outside scorer could not be asked, the rubric scores alone',
      data: { error_code },
    }),
    read: () => ({ sent: true }),
    work: async (attempt) => {
      const result = await sendWebhook(
        {
          url: async_url,
          secret,
          id: attempt.idempotency_key,
          body: {
            type: 'winner.score',
            run_id: context.run.id,
            callbackUrl: `${callback_base}/session/${context.run.id}/callback`,
            ...winner,
          },
          timeout_ms: QUICK_TIMEOUT_MS,
        },
        ports.agents,
        attempt.signal,
      )
      return result.ok
        ? { ok: true, output: { sent: true } }
        : { ok: false, error_code: result.error_code, retryable: true }
    },
  })
  if (!sent.ok) return null
  const score = readExternalScore(
    await context.wait({ key: 'score:answer', kind: 'external_score' }, limitMs),
  )
  if (score === null) {
    await context.tell({
      type: 'external_score_failed',
      level: 'warn',
      message: 'The outside scorer did not call back in time, the rubric scores alone',
    })
  }
  return score
}
