import type pg from 'pg'

/** What must hold for the learners in $1 whatever happened: name of the promise -> query of the rows that break it. */
const BROKEN: Record<string, string> = {
  'more than one active intent': `
    select user_id from public.learning_intents where user_id = any($1) and active group by 1 having count(*) > 1`,
  'more than one session a day': `
    select intent_id from public.instructor_sessions where user_id = any($1) group by intent_id, week, day having count(*) > 1`,
  'completion without exactly one event': `
    select s.id from public.instructor_sessions as s
    left join public.events as e on e.user_id = s.user_id and e.type = 'instructor_plan_completed'
      and e.payload ->> 'session_id' = s.id::text
    where s.user_id = any($1) group by s.id, s.completed_at
    having count(e.id) <> (s.completed_at is not null)::integer`,
  'plan versions without their events': `
    select s.id from public.instructor_sessions as s
    join public.events as e on e.user_id = s.user_id and e.type = 'instructor_plan_created'
      and e.payload ->> 'session_id' = s.id::text
    where s.user_id = any($1) group by s.id, s.plan_version
    having count(*) <> s.plan_version or max((e.payload ->> 'plan_version')::integer) <> s.plan_version
      or count(distinct e.payload ->> 'plan_version') <> count(*)`,
  'session without a created event': `
    select s.id from public.instructor_sessions as s where s.user_id = any($1) and not exists (
      select from public.events as e where e.user_id = s.user_id and e.type = 'instructor_plan_created'
        and e.payload ->> 'session_id' = s.id::text)`,
  'gap in the event sequence': `
    select e.user_id from public.events as e join wisely.learner_state as l using (user_id)
    where e.user_id = any($1) group by e.user_id, l.event_seq
    having count(*) <> max(e.seq) or min(e.seq) <> 1 or max(e.seq) <> l.event_seq`,
  'totals that are not the recount': `
    select l.user_id from wisely.learner_state as l
    left join public.instructor_sessions as s on s.user_id = l.user_id and s.intent_id = l.active_intent_id
    where l.user_id = any($1) group by l.user_id, l.total_sessions, l.completed_sessions, l.total_time_min,
      l.confidence_sum, l.confidence_count
    having l.total_sessions <> count(s.id) or l.completed_sessions <> count(s.completed_at)
      or l.total_time_min <> coalesce(sum(s.completion_time_min) filter (where s.completed_at is not null), 0)
      or l.confidence_sum <> coalesce(sum(s.confidence), 0) or l.confidence_count <> count(s.confidence)`,
  'active intent that the state does not name': `
    select l.user_id from wisely.learner_state as l
    left join public.learning_intents as i on i.user_id = l.user_id and i.active
    where l.user_id = any($1) and l.active_intent_id is distinct from i.id`,
  'unit of another day than the completions say': `
    select u.user_id from public.learning_units as u where u.user_id = any($1) and not exists (
      select from public.instructor_sessions as s where s.intent_id = u.intent_id and s.completed_at is not null)`,
}

/** Claims and keys that nobody will ever release; asked when every request has been answered. */
const STUCK = `
  select c.user_id from wisely.day_claims as c where c.user_id = any($1) and c.lease_until > clock_timestamp()`

export type Verdict = { anomalies: string[]; stuck: number }

/** Looks at the rows, not at what was answered. */
export async function checkInvariants(db: pg.Pool, userIds: readonly string[]): Promise<Verdict> {
  const anomalies: string[] = []
  for (const [name, query] of Object.entries(BROKEN)) {
    const { rowCount } = await db.query(query, [userIds])
    if (rowCount) anomalies.push(`${name}: ${rowCount}`)
  }
  const { rowCount } = await db.query(STUCK, [userIds])
  return { anomalies, stuck: rowCount ?? 0 }
}

/** Whoever took the day over would wait this long: the leases of these learners end now, by the database's clock. */
export async function expireLeases(db: pg.Pool, userIds: readonly string[]): Promise<void> {
  await db.query('update wisely.day_claims set lease_until = clock_timestamp() where user_id = any($1)', [
    userIds,
  ])
}
