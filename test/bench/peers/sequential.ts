import { createLocalJWKSet, jwtVerify } from 'jose'
import pg from 'pg'

// What is often written by hand: the token is verified at every request, the queries run one after the other, a write
// is a transaction of several statements. Neither slow on purpose nor tuned: the same runtime, driver and pool.

const { SUPABASE_URL = '', WISELY_BENCH_DB_URL = '', SUPABASE_JWKS = '{"keys":[]}' } = process.env
const pool = new pg.Pool({ connectionString: WISELY_BENCH_DB_URL, max: 4 })
const keys = createLocalJWKSet(JSON.parse(SUPABASE_JWKS))

async function readUser(request: Request): Promise<string> {
  const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? ''
  const { payload } = await jwtVerify(token, keys, {
    issuer: `${SUPABASE_URL}/auth/v1`,
    audience: 'authenticated',
  })
  return payload.sub ?? ''
}

async function readOne(text: string, values: unknown[]): Promise<Record<string, unknown> | null> {
  const { rows } = await pool.query<Record<string, unknown>>(text, values)
  return rows[0] ?? null
}

async function status(user: string): Promise<Record<string, unknown>> {
  const intent = await readOne('select * from learning_intents where user_id = $1 and active', [user])
  const latest = await readOne(
    `select id, week, day, topic, plan_title, degraded_mode, created_at, completed_at, completion_time_min, confidence
     from instructor_sessions where user_id = $1 and intent_id = $2 order by created_at desc limit 1`,
    [user, intent?.id],
  )
  const { rows: signals } = await pool.query(
    'select agent, etag, last_updated, fresh_for_hours from agent_signals_cache where user_id = $1 and intent_id = $2',
    [user, intent?.id],
  )
  const stats = await readOne(
    `select count(*) as total, count(completed_at) as completed, sum(completion_time_min) as minutes,
       avg(confidence) as confidence from instructor_sessions where user_id = $1 and intent_id = $2`,
    [user, intent?.id],
  )
  const { rows: dates } = await pool.query(
    `select distinct completed_local_date as date from instructor_sessions
     where user_id = $1 and completed_at is not null order by 1 desc limit 60`,
    [user],
  )
  return {
    user_id: user,
    active_intent: intent,
    latest_session: latest,
    signals,
    stats,
    streak: dates.length,
  }
}

async function dayDone(user: string, report: Record<string, unknown>): Promise<Record<string, unknown>> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query(
      'select * from instructor_sessions where id = $1 and user_id = $2 for update',
      [report.session_id, user],
    )
    await client.query(
      `update instructor_sessions set completed_at = now(), completion_time_min = $2, confidence = $3,
         completed_local_date = current_date, completed_tz = 'UTC', completion_facts = '{}' where id = $1`,
      [report.session_id, report.completion_time_min, report.confidence],
    )
    const { rows: [state] } = await client.query(
      'update wisely.learner_state set event_seq = event_seq + 1 where user_id = $1 returning event_seq',
      [user],
    )
    await client.query(
      `insert into events (user_id, seq, type, occurred_at, payload) values ($1, $2, 'instructor_plan_completed', now(), $3)`,
      [user, state?.event_seq, { session_id: report.session_id }],
    )
    await client.query('commit')
    return { ok: true, week: rows[0]?.week }
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

async function answer(request: Request): Promise<Response> {
  const user = await readUser(request)
  const body = request.method === 'POST' ? await dayDone(user, await request.json()) : await status(user)
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
}

export default { fetch: answer }
