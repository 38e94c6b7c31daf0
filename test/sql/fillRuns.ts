import type pg from 'pg'
import type { Learner } from '../support/sql.ts'

/** A run of the learner's that rests, with a task and an event. No worker takes it. */
export async function fillRuns(db: pg.Client, { user_id }: Learner): Promise<void> {
  await db.query(
    `with run as (
      insert into public.runs (user_id, kind, status, input, event_seq, created_at, deadline_at)
      values ($1, 'quality', 'needs_review', '{}', 1, now(), now() + interval '1 hour') returning id, user_id
    ), task as (
      insert into public.tasks (run_id, user_id, key, kind, status, created_at)
      select id, user_id, 'score:answer', 'external_score', 'WAITING', now() from run
    )
    insert into public.run_events (run_id, seq, user_id, type, message, at)
    select id, 1, user_id, 'queued', 'Waiting for a worker', now() from run`,
    [user_id],
  )
}
