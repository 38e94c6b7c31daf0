import type pg from 'pg'
import { INTENT, type Learner, type Reply } from '../../support/learner.ts'
import type { StackInfo } from '../../support/stack.ts'
import { withDatabase } from './world.ts'

// Bugs in SQL whose error text quotes what it must not: each endpoint's function, broken in several ways.

type Target = { name: string; args: string; volatility: string; ask(learner: Learner): Promise<Reply> }

const DONE = { session_id: '00000000-0000-4000-8000-00000000dead', completion_time_min: 5 }
const TARGETS: Target[] = [
  {
    name: 'sync_intent',
    args: 'claims jsonb, request jsonb',
    volatility: 'volatile',
    ask: (learner) => learner.call('intent.sync', { body: INTENT }),
  },
  {
    name: 'begin_day',
    args: 'claims jsonb, request jsonb',
    volatility: 'volatile',
    ask: (learner) => learner.call('day.run', { body: {} }),
  },
  {
    name: 'complete_day',
    args: 'claims jsonb, request jsonb',
    volatility: 'volatile',
    ask: (learner) => learner.call('day.done', { body: DONE }),
  },
  {
    name: 'learner_status',
    args: 'claims jsonb',
    volatility: 'stable',
    ask: (learner) => learner.call('status', { method: 'GET' }),
  },
  {
    name: 'list_events',
    args: 'claims jsonb, after_seq bigint, max_events integer',
    volatility: 'stable',
    ask: (learner) => learner.call('events', { method: 'GET' }),
  },
]

/** What Postgres quotes: our own message, a wrong literal, a JSON token, a whole row; and an answer of a wrong shape. */
function listFaults(secret: string, volatility: string): string[] {
  return [
    `raise exception 'Broken: ${secret} %', claims using detail = '${secret}', hint = '${secret}', table = '${secret}';`,
    `perform '${secret}'::integer;`,
    `perform '{"a": ${secret}}'::jsonb;`,
    `return jsonb_build_object('intent', '${secret}', 'events', '${secret}', 'now', '${secret}', 'day', '${secret}',
       'completion', jsonb_build_object('notes', '${secret}'));`,
    ...(volatility === 'volatile'
      ? [
        `insert into public.learning_intents (user_id, topic, depth, end_goal, time_per_day_min, created_at, updated_at)
          values ((claims ->> 'sub')::uuid, '${secret}', '${secret}', '${secret}', 60, now(), now());`,
      ]
      : []),
  ]
}

async function breakOne(db: pg.Client, target: Target, fault: string): Promise<void> {
  await db.query(
    `create or replace function wisely.${target.name}(${target.args}) returns jsonb language plpgsql
     ${target.volatility} security definer set search_path = '' as $broken$
     begin perform wisely.assume_learner(claims); ${fault} return null; end $broken$`,
  )
}

/** Breaks and mends every endpoint function in every way and answers what the learner was told. */
export async function breakFunctions(
  stack: StackInfo,
  learner: Learner,
  secret: string,
): Promise<{ replies: Reply[]; forced: number }> {
  return await withDatabase(stack.ADMIN_DB_URL, async (db) => {
    const replies: Reply[] = []
    for (const target of TARGETS) {
      const { rows } = await db.query<{ definition: string }>(
        'select pg_get_functiondef(p.oid) as definition from pg_proc as p where p.oid = $1::regproc',
        [`wisely.${target.name}`],
      )
      for (const fault of listFaults(secret, target.volatility)) {
        await breakOne(db, target, fault)
        replies.push(await target.ask(learner))
      }
      await db.query(rows[0]?.definition ?? '')
    }
    return { replies, forced: replies.length }
  })
}
