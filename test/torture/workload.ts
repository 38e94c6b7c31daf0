import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { INTENT } from '../support/learner.ts'
import type { MintedLearner } from '../support/mintLearners.ts'
import { callOrchestrator } from './caller.ts'
import { checkInvariants } from './invariants.ts'

/** What clients saw, and what they were promised: an acknowledged write must be in the database afterwards. */
export type Ledger = {
  acks: Ack[]
  calls: number
  retries: number
  /** Answers nobody may give: a 5xx other than 503, a refusal of a right call, a client that had to give up. */
  wrong: string[]
  /** Answered after the route's deadline and 250 ms. */
  late: number
  slowest_ms: Record<string, number>
}

type Ack =
  | { kind: 'intent'; user_id: string; intent_id: string }
  | { kind: 'run'; user_id: string; session_id: string; plan_version: number }
  | { kind: 'done'; user_id: string; session_id: string; minutes: number }

export type Client = { learner: MintedLearner; pickOrigin: () => string; ledger: Ledger; over: AbortSignal }

const DEADLINES_MS: Record<string, number> = { 'day.run': 11_000 }
const QUICK_DEADLINE_MS = 2_000
const SLACK_MS = 250
const PATIENCE_MS = 60_000
const LONGEST_WAIT_MS = 250

export function openLedger(): Ledger {
  return { acks: [], calls: 0, retries: 0, wrong: [], late: 0, slowest_ms: {} }
}

/** Calls until it is acknowledged, every try under the same idempotency key; null when the call was refused. */
export async function callUntilAcknowledged(
  { learner, pickOrigin, ledger }: Client,
  route: string,
  body: object,
): Promise<Record<string, unknown> | null> {
  const key = randomUUID()
  const endsAt = performance.now() + PATIENCE_MS
  for (;;) {
    ledger.calls += 1
    const reply = await callOrchestrator(pickOrigin(), learner, route, body, { 'idempotency-key': key })
      .catch(() => null)
    if (reply !== null) {
      ledger.slowest_ms[route] = Math.max(ledger.slowest_ms[route] ?? 0, reply.ms)
      if (reply.ms > (DEADLINES_MS[route] ?? QUICK_DEADLINE_MS) + SLACK_MS) ledger.late += 1
      if (reply.status === 200) return reply.json
      if (reply.status === 503 && reply.retryAfterS === null) {
        ledger.wrong.push(`${route} 503 without Retry-After`)
      }
      const { code, details } = (reply.json.error ?? {}) as { code?: string; details?: { reason?: string } }
      const isPassing = reply.status === 503 || details?.reason === 'IDEMPOTENCY_IN_PROGRESS'
      if (!isPassing) {
        ledger.wrong.push(`${route} ${reply.status} ${code} ${details?.reason ?? ''}`)
        return null
      }
    }
    if (performance.now() > endsAt) {
      ledger.wrong.push(`${route} given up after ${PATIENCE_MS} ms`)
      return null
    }
    ledger.retries += 1
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_WAIT_MS))
  }
}

/** A learner's life until it is over: an intent, then day after day, each reported. */
export async function liveDays(client: Client): Promise<void> {
  const { learner: { user_id }, ledger, over } = client
  const intent = await callUntilAcknowledged(client, 'intent.sync', INTENT)
  if (intent === null) return
  ledger.acks.push({ kind: 'intent', user_id, intent_id: String(intent.intent_id) })
  while (!over.aborted) {
    const day = await callUntilAcknowledged(client, 'day.run', {})
    if (day === null) return
    const session_id = String(day.session_id)
    ledger.acks.push({ kind: 'run', user_id, session_id, plan_version: Number(day.plan_version) })
    const minutes = 20 + Math.floor(Math.random() * 60)
    const done = await callUntilAcknowledged(client, 'day.done', { session_id, completion_time_min: minutes })
    if (done === null) return
    ledger.acks.push({ kind: 'done', user_id, session_id, minutes })
  }
}

export type Aftermath = { lost: number; anomalies: string[]; stuck: number }

/** Looks for every acknowledged write in the database, and for what must never be there. */
export async function inspectAftermath(db: pg.Pool, ledger: Ledger): Promise<Aftermath> {
  const users = [...new Set(ledger.acks.map(({ user_id }) => user_id))]
  const { rows } = await db.query(
    `select ack from jsonb_array_elements($1::jsonb) as ack where not case ack ->> 'kind'
       when 'intent' then exists (select from public.learning_intents as i
         where i.id = (ack ->> 'intent_id')::uuid and i.user_id = (ack ->> 'user_id')::uuid)
       when 'run' then exists (select from public.instructor_sessions as s
         where s.id = (ack ->> 'session_id')::uuid and s.user_id = (ack ->> 'user_id')::uuid
           and s.plan_version >= (ack ->> 'plan_version')::integer)
       else exists (select from public.instructor_sessions as s
         where s.id = (ack ->> 'session_id')::uuid and s.completion_time_min = (ack ->> 'minutes')::integer) end`,
    [JSON.stringify(ledger.acks)],
  )
  return { lost: rows.length, ...await checkInvariants(db, users) }
}
