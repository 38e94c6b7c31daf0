import { randomUUID } from 'node:crypto'
import type { Learner } from '../support/sql.ts'
import type { Api } from './api.ts'

export const SIGNAL = {
  kind: 'fetched',
  agent: 'clo',
  cache_key: 'a'.repeat(64),
  data: { theme: 'Graphs' },
  etag: '"1"',
  agent_version: '1.0.0',
  last_updated: '2026-11-02T08:00:00.000Z',
  fresh_for_hours: 24,
}
export const UNIT = {
  unit_id: 'bfs',
  visits: 1,
  introduced_on: '2026-11-02',
  last_local_date: '2026-11-02',
  memory: { p: 0.5 },
}

/** A learner with at least one row in every table: intent, claimed and saved day, completion, bucket, idempotency key, kept answer. */
export async function fillEveryTable(
  api: Api,
  learner: Learner,
): Promise<{ intent_id: string; session_id: string }> {
  const { intent } = await api.syncIntent(learner, {}, {
    limits: [{ policy: 'writes', capacity: 30, per_s: 60 }],
    idempotency: { key: randomUUID(), body_sha256: 'b'.repeat(64) },
  })
  const session_id = await api.finishDay(learner, { confidence: 7 })
  await api.buildDay(learner, {}, {
    signals: [SIGNAL],
    units: [UNIT],
    events: [{ type: 'instructor_plan_created' }],
  })
  await api.call('keep_answer', learner, { key: 'c'.repeat(64), ttl_s: 86_400 }, { text: 'Twice around.' })
  return { intent_id: intent.intent_id, session_id }
}
