import { withDatabase } from '../learners.ts'
import { prepare, type PreparedRequest } from '../loadJob.ts'
import {
  countErrors,
  interleave,
  measure,
  ratioOf,
  type Rounds,
  showRatio,
  tableOf,
  type Variant,
} from '../measure.ts'
import { startSqlFloor } from '../sqlFloor.ts'
import type { SpeedSuite } from '../suite.ts'
import type { World } from '../world.ts'

const LIMITS = [{ policy: 'writes', capacity: 1_000_000, per_s: 60 }]
const CONNECTIONS = 50

/** day.done and intent.sync beside the bare driver calling the same functions with the same arguments. */
export const writeSpeed: SpeedSuite = {
  name: 'writes',
  in_gate: true,
  async run(world, size, progress) {
    const floor = startSqlFloor()
    try {
      const sequential = await world.start('test/bench/peers/sequential.ts', {
        WISELY_BENCH_DB_URL: world.info.DB_URL,
      })
      const sessions = await readOpenSessions(world, size.writers)
      const doneBodies = sessions.map((session) => ({
        session_id: session,
        completion_time_min: 30,
        confidence: 7,
      }))
      const syncBodies = sessions.map((_, at) => ({
        topic: 'Machine Learning',
        depth: 'informed',
        end_goal: 'Build production ML models',
        time_per_day_min: 30 + at % 60,
        user_tz: 'UTC',
      }))
      const ask = (route: string, bodies: unknown[]): PreparedRequest[] =>
        bodies.map((body, at) =>
          prepare(route, {
            method: 'POST',
            path: `/orchestrator/${route}`,
            headers: { authorization: `Bearer ${world.learners[at]?.token}` },
            body,
          })
        )
      const bare = (name: string, bodies: unknown[]) =>
        measure({ serverPids: [floor.pid], databasePids: world.postgresPids }, () =>
          floor.run({
            url: world.info.API_DB_URL,
            connections: CONNECTIONS,
            text: `select wisely.${name}($1, $2)::text as answer`,
            calls: bodies.map((body, at) => [
              world.learners[at]?.claims ?? '',
              JSON.stringify({ body, request_id: `bench-${at}`, idempotency: null, limits: LIMITS }),
            ]),
          }))
      const count = sessions.length
      const reopened = (run: Variant['run']): Variant['run'] => async (round) => {
        await reopenSessions(world, sessions)
        return await run(round)
      }
      const done = ask('day.done', doneBodies)
      const sync = ask('intent.sync', syncBodies)
      const doneRounds = await interleave(
        [
          { name: 'bare pg loop', run: reopened(() => bare('complete_day', doneBodies)) },
          { name: 'day.done', run: reopened(() => world.load(world.product, { requests: done, count })) },
          {
            name: 'five statements in a transaction',
            run: reopened(() => world.load(sequential, { requests: done, count: Math.ceil(count / 4) })),
          },
        ],
        size.rounds,
        progress,
      )
      const syncRounds = await interleave(
        [
          { name: 'bare pg loop', run: () => bare('sync_intent', syncBodies) },
          { name: 'intent.sync', run: () => world.load(world.product, { requests: sync, count }) },
        ],
        size.rounds,
        progress,
      )
      await reopenSessions(world, sessions)
      return {
        rows: [judge('day.done', doneRounds), judge('intent.sync', syncRounds), {
          name: 'writes: errors',
          figure: String(countErrors(doneRounds) + countErrors(syncRounds)),
          target: '0',
          met: countErrors(doneRounds) + countErrors(syncRounds) === 0,
        }],
        explanation: [
          '### day.done and intent.sync at 50 connections',
          '',
          ...tableOf(doneRounds, 'bare pg loop'),
          '',
          ...tableOf(syncRounds, 'bare pg loop'),
        ],
      }
    } finally {
      await floor.stop()
    }
  },
}

function judge(name: string, rounds: Rounds) {
  const ratio = ratioOf(rounds, name, 'bare pg loop')
  return {
    name: `${name} over a bare pg loop of the same function, 50 connections`,
    figure: showRatio(ratio),
    target: '>= 0.65',
    met: ratio.median >= 0.65,
  }
}

/** The session that each learner has not completed yet, in the learners' order. */
export async function readOpenSessions(world: World, count: number): Promise<string[]> {
  const ids = world.learners.slice(0, count).map(({ user_id }) => user_id)
  return await withDatabase(world.info.ADMIN_DB_URL, async (db) => {
    const { rows } = await db.query<{ id: string }>(
      `select s.id from public.instructor_sessions as s join unnest($1::uuid[]) with ordinality as u (id, at) on u.id = s.user_id
       where s.completed_at is null order by u.at`,
      [ids],
    )
    if (rows.length !== ids.length) throw new Error(`${rows.length} open sessions of ${ids.length} learners`)
    return rows.map(({ id }) => id)
  })
}

/** Takes the completions back, so that each round meets the same learners in the same state. */
export async function reopenSessions(world: World, sessions: string[]): Promise<void> {
  await withDatabase(world.info.ADMIN_DB_URL, async (db) => {
    await db.query(
      `with reopened as (
         update public.instructor_sessions as s
         set completed_at = null, completion_time_min = null, confidence = null, completed_local_date = null,
             completed_tz = null, completion_facts = null, folded_at = null
         where s.id = any ($1) and s.completed_at is not null returning s.user_id, s.intent_id)
       update wisely.learner_state as l set completed_sessions = l.completed_sessions - 1,
         confidence_count = least(l.confidence_count, l.completed_sessions - 1)
       from reopened as r where r.user_id = l.user_id and r.intent_id = l.active_intent_id
         and l.completed_sessions = l.total_sessions`,
      [sessions],
    )
    await db.query('vacuum public.instructor_sessions, wisely.learner_state, wisely.rate_limits')
  })
}
