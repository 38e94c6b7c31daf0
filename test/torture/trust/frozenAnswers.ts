import type { ServerResponse } from 'node:http'
import { INTENT, type Learner, type Reply, signUpLearner } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import { answerStatus, type ScriptedAgent } from '../../support/scriptedAgent.ts'
import type { StackInfo } from '../../support/stack.ts'
import { withDatabase } from './world.ts'

// Answers under an Idempotency-Key: the same bytes again, another body never, one effect however many ask.

const LEARNERS = 6
const AT_ONCE = 50

const keyed = (learner: Learner, route: string, body: unknown, key: string) =>
  learner.call(route, { body, headers: { 'idempotency-key': key } })

async function countRows(stack: StackInfo, from: string, learner: Learner): Promise<number> {
  return await withDatabase(stack.ADMIN_DB_URL, async (db) => {
    const { rows } = await db.query<{ n: number }>(
      `select count(*)::integer as n from ${from} where user_id = $1`,
      [learner.user_id],
    )
    return rows[0]?.n ?? -1
  })
}

/** Every write, its refusals too, three times under a key; then the same key with other words. */
export async function measureReplays(stack: StackInfo): Promise<Row[]> {
  const seen = { replays: 0, same: 0, mismatches: 0, refused: 0 }
  const repeat = async (learner: Learner, route: string, body: Record<string, unknown>, other: unknown) => {
    const key = `key-${route}-${Object.keys(body).length}`
    const first = await keyed(learner, route, body, key)
    for (let n = 0; n < 2; n += 1) {
      const again = await keyed(learner, route, body, key)
      seen.replays += 1
      seen.same += Number(
        again.text === first.text && again.status === first.status &&
          again.headers.get('idempotency-replayed') === 'true' &&
          again.headers.get('x-request-id') !== first.headers.get('x-request-id'),
      )
    }
    const mismatch = await keyed(learner, route, other, key)
    seen.mismatches += 1
    seen.refused += Number(mismatch.status === 422 && mismatch.text.includes('IDEMPOTENCY_KEY_REUSED'))
    return first
  }
  for (let n = 0; n < LEARNERS; n += 1) {
    const learner = await signUpLearner(stack)
    await repeat(learner, 'day.run', {}, { week: 1, day: 1 })
    await repeat(learner, 'intent.sync', INTENT, { ...INTENT, depth: 'expert' })
    const day = await repeat(learner, 'day.run', { week: 1, day: 1 }, { week: 1, day: 2 })
    const done = { session_id: day.json.session_id, completion_time_min: 20, confidence: 5 }
    await repeat(learner, 'day.done', done, { ...done, confidence: 6 })
    const unknown = { session_id: '00000000-0000-4000-8000-00000000dead', completion_time_min: 20 }
    await repeat(learner, 'day.done', unknown, { ...unknown, completion_time_min: 21 })
  }
  return [
    {
      name: 'replays with the same bytes',
      figure: `${seen.same}/${seen.replays}`,
      target: '100 %',
      met: seen.same === seen.replays && seen.replays > 0,
    },
    {
      name: 'same key, other body: 422',
      figure: `${seen.refused}/${seen.mismatches}`,
      target: '100 %',
      met: seen.refused === seen.mismatches && seen.mismatches > 0,
    },
  ]
}

/** Fifty calls at once under one key, per write: one effect, and nobody is told something else. */
export async function measureSameKey(stack: StackInfo): Promise<Row[]> {
  const learner = await signUpLearner(stack)
  const rush = (route: string, body: unknown) =>
    Promise.all(Array.from({ length: AT_ONCE }, () => keyed(learner, route, body, `rush-${route}`)))
  const judge = (route: string, replies: Reply[], effects: number): Row => {
    const answers = new Set(replies.filter(({ status }) => status === 200).map(({ text }) => text))
    const waiting =
      replies.filter((reply) =>
        reply.status === 409 && reply.text.includes('IDEMPOTENCY_IN_PROGRESS') &&
        Number(reply.headers.get('retry-after')) >= 1
      ).length
    const answered = replies.filter(({ status }) => status === 200).length
    return {
      name: `${AT_ONCE} x ${route} at once under one key`,
      figure: `${effects} effect, ${answers.size} answer, ${answered} x 200, ${waiting} x 409`,
      target: '1 effect, 1 answer',
      met: effects === 1 && answers.size === 1 && answered + waiting === AT_ONCE &&
        (route === 'day.run' || waiting === 0),
    }
  }
  const synced = await rush('intent.sync', INTENT)
  const rows = [judge('intent.sync', synced, await countRows(stack, 'public.events', learner))]
  const days = await rush('day.run', {})
  rows.push(judge('day.run', days, await countRows(stack, 'public.instructor_sessions', learner)))
  const session_id = days.find(({ status }) => status === 200)?.json.session_id
  const done = await rush('day.done', { session_id, completion_time_min: 30 })
  const completions = `(select user_id from public.events where type = 'instructor_plan_completed') as e`
  rows.push(judge('day.done', done, await countRows(stack, completions, learner)))
  return rows
}

/** While an agent keeps the first day.run waiting, the same key is told to come again, and then gets its answer. */
export async function measureInProgress(stack: StackInfo, agent: ScriptedAgent): Promise<Row> {
  const learner = await signUpLearner(stack)
  await learner.call('intent.sync', { body: INTENT })
  const held: ServerResponse[] = []
  const asked = new Promise<void>((resolve) => {
    agent.play('*', (response) => {
      held.push(response)
      resolve()
    })
  })
  const first = keyed(learner, 'day.run', {}, 'slow')
  await asked
  const second = await keyed(learner, 'day.run', {}, 'slow')
  agent.play('*', answerStatus(404))
  for (const response of held) response.writeHead(404).end()
  const answer = await first
  const third = await keyed(learner, 'day.run', {}, 'slow')
  const isTold = second.status === 409 && second.text.includes('IDEMPOTENCY_IN_PROGRESS') &&
    Number(second.headers.get('retry-after')) >= 1
  return {
    name: 'the key of a day.run under way: 409 with Retry-After, then the same bytes',
    figure: `${second.status}, ${third.text === answer.text ? 'same' : 'other'} bytes`,
    target: '409, same bytes',
    met: isTold && answer.status === 200 && third.text === answer.text,
  }
}

/** A key lives 24 hours of the database's clock: just before it replays, just after it is a new request. */
export async function measureExpiry(stack: StackInfo): Promise<Row> {
  const learner = await signUpLearner(stack)
  const age = (interval: string) =>
    withDatabase(stack.ADMIN_DB_URL, (db) =>
      db.query(
        `update wisely.idempotency_keys set created_at = clock_timestamp() - $2::interval where user_id = $1`,
        [learner.user_id, interval],
      ))
  await keyed(learner, 'intent.sync', INTENT, 'old')
  await age('23 hours 59 minutes')
  const before = await keyed(learner, 'intent.sync', INTENT, 'old')
  const other = await keyed(learner, 'intent.sync', { ...INTENT, depth: 'expert' }, 'old')
  await age('24 hours 1 second')
  const after = await keyed(learner, 'intent.sync', { ...INTENT, depth: 'expert' }, 'old')
  const again = await keyed(learner, 'intent.sync', { ...INTENT, depth: 'expert' }, 'old')
  const replayed = [before, after, again].map((reply) => reply.headers.get('idempotency-replayed') === 'true')
  return {
    name: 'a key at 23:59 h replays, at 24 h it is new',
    figure: `${replayed.join(', ')}; ${other.status}, ${after.status}`,
    target: 'true, false, true; 422, 200',
    met: replayed.join() === 'true,false,true' && other.status === 422 && after.status === 200,
  }
}
