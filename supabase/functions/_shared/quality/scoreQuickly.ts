import type { NewRunEvent } from '../contract/runs.ts'
import { QUICK_SCORE_MS } from '../domain/quality/budget.ts'
import { readExternalScore } from '../domain/quality/externalScore.ts'
import { sendWebhook } from '../hooks/sendWebhook.ts'
import type { Made } from './candidates.ts'
import type { Attempt, Session } from './session.ts'

/** The quick outside scorer's word on a candidate, or null with the reason told: then the rubric scores alone. */
export async function scoreQuickly(
  { context, ports }: Session,
  made: Made,
  attempt: Attempt,
): Promise<{ score: number | null; events: NewRunEvent[] }> {
  const { scorers } = ports
  if (scorers === null || scorers.quick_url === null) return { score: null, events: [] }
  const result = await sendWebhook(
    {
      url: scorers.quick_url,
      secret: scorers.secret,
      id: `${attempt.idempotency_key}:score`,
      body: { type: 'candidate.score', run_id: context.run.id, ...made },
      timeout_ms: QUICK_SCORE_MS,
    },
    ports.agents,
    attempt.signal,
  )
  const score = result.ok ? readExternalScore(result.answer) : null
  if (score !== null) return { score, events: [] }
  return { score: null, events: [tellNoScore(result.ok ? 'BAD_SCHEMA' : result.error_code, made)] }
}

/** The rubric is what remains, and the story says so. */
export function tellNoScore(error_code: string, { name, iteration }: Omit<Made, 'plan'>): NewRunEvent {
  return {
    type: 'external_score_failed',
    level: 'warn',
    message: 'The outside scorer gave no score, the rubric scores alone',
    data: { name, iteration, error_code },
  }
}
