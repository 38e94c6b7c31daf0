import { readFileSync } from 'node:fs'
import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'
import type { StackInfo } from '../../../dev/stackInfo.ts'

/** A learner of the bench: the id follows from the number, so that two databases hold the same ones. */
export type BenchLearner = { user_id: string; token: string; claims: string }

/** Whose rows are copied; made by the product itself, day by day. */
export const MODEL_DAYS = 30
const TOKEN_LIFE_S = 7_200

export function learnerId(number: number): string {
  return `0be4c4e5-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Learners with numbers from `first`, with tokens that the stack's own key signed. */
export async function signLearners(info: StackInfo, first: number, count: number): Promise<BenchLearner[]> {
  // The stack's own key file.
  const jwk = (JSON.parse(readFileSync(info.SIGNING_KEY_PATH, 'utf8')) as JWK[])[0]
  if (jwk === undefined) throw new Error('The stack has no signing key')
  const key = await importJWK({ ...jwk, key_ops: ['sign'] }, 'ES256')
  const learners: BenchLearner[] = []
  for (let number = first; number < first + count; number += 1) {
    const user_id = learnerId(number)
    const token = await new SignJWT({
      role: 'authenticated',
      session_id: user_id,
      email: `${number}@wisely.example`,
    })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid ?? '' })
      .setIssuer(info.JWT_ISSUER).setAudience('authenticated').setSubject(user_id)
      .setIssuedAt().setExpirationTime(Math.floor(Date.now() / 1000) + TOKEN_LIFE_S)
      .sign(key)
    learners.push({ user_id, token, claims: JSON.stringify({ sub: user_id, role: 'authenticated' }) })
  }
  return learners
}

export async function withDatabase<T>(url: string, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: url })
  await db.connect()
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

export type Copies = {
  first: number
  count: number
  /** Completed sessions per learner, at most 500 of them in the active intent. */
  sessions: number
  /** So many of the newest sessions keep the model's whole plan, the others a stub: old plans are never read. */
  whole: number
}

/** From so many learners on, an index is built again faster than it is kept: its keys arrive in random order. */
const MANY = 5_000
/** Sessions of one intent: five a week over at most 100 weeks. */
const PER_INTENT = 500

/**
 * Copies the model learner. Triggers and foreign keys are off in this session alone (a superuser's
 * session_replication_role), so no event is broadcast; the copied rows keep every rule, since the model does.
 */
export async function copyLearners(info: StackInfo, model: string, copies: Copies): Promise<void> {
  const last = copies.first + copies.count - 1
  const intents = Math.ceil(copies.sessions / PER_INTENT)
  await withDatabase(info.ADMIN_DB_URL, async (db) => {
    await db.query(`begin; set local session_replication_role = replica; set local synchronous_commit = off`)
    const indexes = copies.count >= MANY ? await dropIndexes(db) : []
    await db.query(
      `create temp table copied on commit drop as
       select n, ('0be4c4e5-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as user_id
       from generate_series(${copies.first}, ${last}) as n;
       create temp table copied_intents on commit drop as
       select c.user_id, k, ('0be4c4e5-0000-4' || lpad(k::text, 3, '0') || '-9000-' || lpad(to_hex(c.n), 12, '0'))::uuid as intent_id
       from copied as c, generate_series(1, ${intents}) as k;
       create temp table model_days on commit drop as
       select row_number() over (order by s.week, s.day) as at, s.* from public.instructor_sessions as s
       where s.user_id = '${model}' and s.completed_at is not null;`,
    )
    await db.query(
      `insert into auth.users (id, aud, role, email)
       select user_id, 'authenticated', 'authenticated', n || '@wisely.example' from copied`,
    )
    await db.query(
      `insert into public.learning_intents
       select (jsonb_populate_record(i, jsonb_build_object('id', c.intent_id, 'user_id', c.user_id, 'active', c.k = 1,
         'topic', case when c.k = 1 then i.topic else i.topic || ' ' || c.k end))).*
       from copied_intents as c, public.learning_intents as i where i.user_id = '${model}'`,
    )
    await db.query(copySessions(copies))
    await db.query(
      `insert into public.learning_units (intent_id, unit_id, user_id, visits, introduced_on, last_local_date, memory)
       select c.intent_id, u.unit_id, c.user_id, u.visits, u.introduced_on, u.last_local_date, u.memory
       from copied_intents as c, public.learning_units as u where u.user_id = '${model}' and c.k = 1;
       insert into wisely.learner_state (user_id, event_seq, streak_days, streak_last_date, active_intent_id, total_sessions,
         completed_sessions, total_time_min, confidence_sum, confidence_count)
       select c.user_id, 0, l.streak_days, l.streak_last_date, c.intent_id, least(${copies.sessions}, ${PER_INTENT}),
         least(${copies.sessions}, ${PER_INTENT}), l.total_time_min, l.confidence_sum,
         least(l.confidence_count, ${copies.sessions})
       from copied_intents as c, wisely.learner_state as l where l.user_id = '${model}' and c.k = 1`,
    )
    for (const index of indexes) await db.query(index)
    await db.query('commit')
    // Now and here, so that no background worker does it while something is measured.
    await db.query('vacuum (analyze)')
    await db.query('checkpoint')
  })
}

/** Drops what is only an index, no constraint, on the tables that grow most; answers the statements that build it again. */
async function dropIndexes(db: pg.Client): Promise<string[]> {
  const { rows } = await db.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index as i
     where i.indrelid in ('public.instructor_sessions'::regclass, 'public.learning_units'::regclass)
       and not exists (select from pg_constraint as c where c.conindid = i.indexrelid)`,
  )
  await db.query(`set local maintenance_work_mem = '256MB'`)
  for (const { name } of rows) await db.query(`drop index ${name}`)
  return rows.map(({ definition }) => definition)
}

function copySessions({ sessions, whole }: Copies): string {
  const inIntent = Math.min(sessions, PER_INTENT)
  const text = (column: string, stub: string) =>
    `case when c.k = 1 and n > ${inIntent - whole} then m.${column} else ${stub} end`
  return `insert into public.instructor_sessions (user_id, intent_id, week, day, topic, plan_title, plan_md, plan_json,
      plan_json_summary, plan_score, plan_input_hash, unit_ids, degraded_mode, degraded_reasons, cache_hits, cache_misses,
      stale_served, signal_quality, created_at, updated_at, completed_at, completion_time_min, confidence,
      completed_local_date, completed_tz, completion_facts, folded_at)
    select c.user_id, c.intent_id, (n - 1) / 5 + 1, (n - 1) % 5 + 1, m.topic, m.plan_title, ${
    text('plan_md', "'stub'")
  },
      ${text('plan_json', "'{}'")}, ${
    text('plan_json_summary', "'{}'")
  }, m.plan_score, m.plan_input_hash, m.unit_ids,
      m.degraded_mode, m.degraded_reasons, m.cache_hits, m.cache_misses, m.stale_served, ${
    text('signal_quality', "'{}'")
  },
      t.at, t.at, t.at, m.completion_time_min, m.confidence, t.at::date, m.completed_tz,
      ${text('completion_facts', "'{}'")}, t.at
    from copied_intents as c
    cross join lateral generate_series(1, least(${PER_INTENT}, ${sessions} - (c.k - 1) * ${PER_INTENT})) as n
    join model_days as m on m.at = (n - 1) % ${MODEL_DAYS} + 1
    cross join lateral (select now() - make_interval(hours => 24 * ((c.k - 1) * ${PER_INTENT} + ${inIntent} - n + 1)) as at) as t`
}
