import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { eventsResponseSchema } from '../../supabase/functions/_shared/contract/events.ts'
import {
  begunDaySchema,
  completedFactSchema,
  dayFactSchema,
  intentFactSchema,
  refusedFactSchema,
  savedDaySchema,
  statusFactSchema,
} from '../../supabase/functions/_shared/contract/facts.ts'
import type { DayFact } from '../../supabase/functions/_shared/contract/facts.ts'
import type { Ask, Learner } from '../support/sql.ts'

// The `wisely.*` functions as the store calls them; every answer is parsed by the contract, so that a drift between
// SQL and TypeScript fails here too.

export type Json = Record<string, unknown>

/** What every write carries beside its body. */
export type Envelope = {
  idempotency?: { key: string; body_sha256: string } | null
  limits?: { policy: string; capacity: number; per_s: number }[]
  request_id?: string
}

type Place = { intent: { intent_id: string }; position: { week: number; day: number }; fence: number }

export const INTENT = {
  topic: 'Graphs',
  depth: 'informed',
  end_goal: 'Find shortest paths',
  time_per_day_min: 60,
}

export const ACT = { key_name: 'school', route: 'status', request_id: 'audited-1' }

const STATE = { available: true, fresh: true, last_updated: '2026-11-01T08:00:00.000Z' }
const QUALITY = { clo: STATE, alex: STATE, ta: STATE, socratic: STATE }
export const COUNTERS = { cache_hits: 1, cache_misses: 3, stale_served: 0, signal_quality: QUALITY }
export const PLAN = {
  topic: 'Graphs',
  plan_title: 'Breadth first',
  plan_md: '# Breadth first',
  plan_json: { minutes_total: 60, difficulty: 2 },
  plan_json_summary: { title: 'Breadth first', description: 'Visit by distance', steps: ['Read', 'Draw'] },
  plan_score: 80,
  plan_input_hash: 'hash-1',
  unit_ids: ['bfs'],
  degraded_mode: false,
  degraded_reasons: [],
}
const NOTHING_SAVED = { plan: PLAN, counters: COUNTERS, signals: [], units: [], folded: [], events: [] }

export function createApi(ask: Ask) {
  const call = async (name: string, learner: Learner, ...args: unknown[]): Promise<unknown> => {
    const places = ['$1', ...args.map((_, index) => `$${index + 2}`)].join(', ')
    const answer = await ask(`select wisely.${name}(${places})`, [
      JSON.stringify(learner.claims),
      ...args.map((arg) => typeof arg === 'object' ? JSON.stringify(arg) : arg),
    ])
    return answer === null || answer === '' ? null : JSON.parse(answer)
  }
  /** As the store asks for a service: the answer passes through the audit log. */
  const callFor = async (act: Json, name: string, learner: Learner, ...args: unknown[]): Promise<unknown> => {
    const places = ['$1', ...args.map((_, index) => `$${index + 2}`)].join(', ')
    const answer = await ask(`select wisely.record_act($1, '${name}', wisely.${name}(${places})::jsonb)`, [
      JSON.stringify({ ...learner.claims, act }),
      ...args.map((arg) => typeof arg === 'object' ? JSON.stringify(arg) : arg),
    ])
    return JSON.parse(answer ?? 'null')
  }
  const write = (name: string, learner: Learner, body: unknown, more: Json) =>
    call(name, learner, { request_id: randomUUID(), idempotency: null, limits: [], body, ...more })

  const rawBeginDay = (learner: Learner, body: Json = {}, more: Json & Envelope = {}) =>
    write('begin_day', learner, body, { lease_s: 20, holder: randomUUID(), settle: false, ...more })
  const rawSaveDay = (learner: Learner, place: Place, more: Json & Envelope = {}) =>
    call('save_day', learner, {
      request_id: randomUUID(),
      idempotency: null,
      intent_id: place.intent.intent_id,
      ...place.position,
      fence: place.fence,
      ...NOTHING_SAVED,
      ...more,
    })
  const rawSyncIntent = (learner: Learner, body: Json = {}, more: Json & Envelope = {}) =>
    write('sync_intent', learner, { ...INTENT, ...body }, more)
  const rawCompleteDay = (
    learner: Learner,
    session_id: string,
    body: Json = {},
    more: Json & Envelope = {},
  ) => write('complete_day', learner, { session_id, completion_time_min: 45, ...body }, more)

  const syncIntent = async (learner: Learner, body: Json = {}, more: Envelope = {}) =>
    intentFactSchema.parse(await rawSyncIntent(learner, body, more))
  const beginDay = async (learner: Learner, body: Json = {}, more: Json & Envelope = {}) =>
    begunDaySchema.parse(await rawBeginDay(learner, body, more))
  const claimDay = async (learner: Learner, body: Json = {}, more: Json & Envelope = {}): Promise<DayFact> =>
    z.object({ day: dayFactSchema }).parse(await rawBeginDay(learner, body, more)).day
  const saveDay = async (learner: Learner, place: Place, more: Json & Envelope = {}) =>
    savedDaySchema.parse(await rawSaveDay(learner, place, more))
  const completeDay = async (learner: Learner, session_id: string, body: Json = {}, more: Envelope = {}) =>
    completedFactSchema.parse(await rawCompleteDay(learner, session_id, body, more))

  /** Claims a day and saves it; answers the stored session. */
  const buildDay = async (learner: Learner, body: Json = {}, more: Json = {}) => {
    const saved = await saveDay(learner, await claimDay(learner, body), more)
    if (!('session' in saved)) throw new Error('Cannot build day: fenced out')
    return saved.session
  }
  /** Builds the learner's next day and completes it; answers the session's id. */
  const finishDay = async (learner: Learner, body: Json = {}, day: Json = {}) => {
    const { session_id } = await buildDay(learner, day)
    await completeDay(learner, session_id, body)
    return session_id
  }

  return {
    call,
    callFor,
    auditedStatus: (learner: Learner) => callFor(ACT, 'learner_status', learner),
    rawSyncIntent,
    rawBeginDay,
    rawSaveDay,
    rawCompleteDay,
    syncIntent,
    beginDay,
    claimDay,
    saveDay,
    buildDay,
    finishDay,
    completeDay,
    status: async (learner: Learner) => statusFactSchema.parse(await call('learner_status', learner)),
    listEvents: async (learner: Learner, after = 0, limit = 100) =>
      eventsResponseSchema.parse(await call('list_events', learner, after, limit)),
  }
}

export type Api = ReturnType<typeof createApi>

/** The refusal an answer carries; throws when it carries none. */
export function refusalIn(answer: unknown) {
  const { refused, ...more } = refusedFactSchema.parse(answer)
  return { ...refused, ...more }
}
