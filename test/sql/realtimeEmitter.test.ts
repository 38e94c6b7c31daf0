// Events on their way to Realtime. Accident it prevents: a locked or missing realtime.messages that fails or delays the
// learner's write, and a public pulse that says whose it is.
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { createAuthorizer } from '../../dev/realtime/authorizeJoin.ts'
import {
  addLearner,
  askOn,
  askWithin,
  inRollback,
  type Learner,
  withClient,
  withLearner,
} from '../support/sql.ts'
import { createApi } from './api.ts'

const LOCK_WAIT_MS = 80
const EVENTS = Array.from(
  { length: 20 },
  () => ({ type: 'orchestrator_agent_timeout', payload: { agent: 'ta' } }),
)

type Message = {
  topic: string
  event: string
  private: boolean
  extension: string
  payload: Record<string, unknown>
}

const authorizer = createAuthorizer(inject('stack').ADMIN_DB_URL)
afterAll(() => authorizer.stop())

test('a locked realtime.messages costs a write of 20 events one bounded wait and none of its events', () =>
  withLearner(async (learner) => {
    const claim = await withApi((db) => claimNewDay(db, learner))

    const { saved, skipped, waitedMs } = await withLockedMessages(() =>
      withApi(async (db) => {
        const lines: string[] = []
        db.on('notice', ({ message }) => lines.push(message ?? ''))
        await db.query('set client_min_messages = log')
        const startedAt = performance.now()
        const saved = await createApi(askOn(db)).saveDay(learner, claim, { events: EVENTS })
        const waitedMs = performance.now() - startedAt
        return { saved, waitedMs, skipped: lines.filter((line) => line.includes('broadcast skipped')).length }
      })
    )

    expect(saved).toHaveProperty('session')
    expect(skipped).toBe(1)
    // A wait per event would take 20 waits at the least; half of that leaves room for a slow machine.
    expect(waitedMs).toBeLessThan(EVENTS.length * LOCK_WAIT_MS / 2)
    const { events } = await withClient((db) => createApi(askWithin(db)).listEvents(learner))
    expect(events.length).toBe(1 + EVENTS.length)
  }))

test('the private message is the full event, as the list answers it', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    const { session_id } = await api.buildDay(learner)
    await api.completeDay(learner, session_id)

    const { events } = await api.listEvents(learner)

    const sent = await readMessages(db, `wisely.events:${learner.user_id}`)
    expect(sent.map(({ payload }) => payload)).toEqual(events)
    expect(sent.map((message) => message.event)).toEqual(events.map(({ type }) => type))
    expect(sent.map((message) => [message.private, message.extension])).toEqual(
      events.map(() => [true, 'broadcast']),
    )
  }))

test('the pulse has opaque ids, week and day, and neither learner nor words', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const { intent } = await api.syncIntent(learner, { topic: 'Canary topic', end_goal: 'Canary goal' })
    const { session_id } = await api.buildDay(learner)
    await api.completeDay(learner, session_id, { notes: 'Canary notes' })
    const { events } = await api.listEvents(learner)

    const pulses = await readMessages(db, 'wisely.events', events.map(({ id }) => id))

    expect(pulses.map(({ payload }) => payload)).toEqual([
      { id: events[0]?.id, type: 'intent_created', intent_id: intent.intent_id },
      {
        ...{ id: events[1]?.id, type: 'instructor_plan_completed', session_id, intent_id: intent.intent_id },
        ...{ week: 1, day: 1 },
      },
    ])
    expect(pulses.map((message) => message.private)).toEqual([false, false])
    expect(JSON.stringify(pulses)).not.toMatch(new RegExp(`canary|${learner.user_id}`, 'i'))
  }))

test('with the pulse switched off only the private message is sent', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await db.query(`update wisely.settings set value = 'false' where name = 'realtime_pulse'`)

    await api.syncIntent(learner)

    const { events } = await api.listEvents(learner)
    expect(await readMessages(db, 'wisely.events', events.map(({ id }) => id))).toEqual([])
    expect((await readMessages(db, `wisely.events:${learner.user_id}`)).length).toBe(1)
  }))

test('without realtime.send the write passes', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await db.query('alter function realtime.send(jsonb, text, text, boolean) rename to send_elsewhere')

    await api.syncIntent(learner)

    expect((await api.listEvents(learner)).events.length).toBe(1)
  }))

test('a learner may receive on the own topic and not send there', () =>
  withLearner(async (learner) => {
    expect(await askRealtime(`wisely.events:${learner.user_id}`, learner)).toEqual({
      read: true,
      write: false,
    })
  }))

test("a learner may neither receive nor send on another's topic", () =>
  withLearner((ada) =>
    withLearner(async (ben) => {
      expect(await askRealtime(`wisely.events:${ben.user_id}`, ada)).toEqual({ read: false, write: false })
    })
  ))

test('a learner may neither receive nor send on a private topic with the name of the pulse', () =>
  withLearner(async (learner) => {
    expect(await askRealtime('wisely.events', learner)).toEqual({ read: false, write: false })
  }))

test('a stranger with the publishable key may neither receive nor send on a private topic', () =>
  withLearner(async (learner) => {
    const stranger = { role: 'anon', claims: { role: 'anon' }, expiresAtMs: null }

    expect(await authorizer.authorizeTopic(`wisely.events:${learner.user_id}`, stranger))
      .toEqual({ read: false, write: false })
  }))

test('a token without a subject may not receive on a topic without a learner', () =>
  withLearner(async (learner) => {
    const { sub: _, ...claims } = learner.claims

    expect(
      await authorizer.authorizeTopic('wisely.events:', { role: 'authenticated', claims, expiresAtMs: null }),
    )
      .toEqual({ read: false, write: false })
  }))

function askRealtime(topic: string, { claims }: Learner) {
  return authorizer.authorizeTopic(topic, { role: 'authenticated', claims, expiresAtMs: null })
}

function withApi<T>(work: (db: pg.Client) => Promise<T>): Promise<T> {
  return withClient(work, inject('stack').API_DB_URL)
}

async function claimNewDay(db: pg.Client, learner: Learner) {
  const api = createApi(askOn(db))
  await api.syncIntent(learner)
  return await api.claimDay(learner)
}

/** Another connection holds realtime.messages against everybody while `work` runs. */
function withLockedMessages<T>(work: () => Promise<T>): Promise<T> {
  return withClient(async (locker) => {
    await locker.query('begin; lock table realtime.messages in access exclusive mode')
    try {
      return await work()
    } finally {
      await locker.query('rollback')
    }
  })
}

/** Messages on a topic in the order they were sent; of a shared topic those of the named events. */
async function readMessages(db: pg.Client, topic: string, ids: string[] | null = null): Promise<Message[]> {
  const { rows } = await db.query<Message>(
    `select topic, event, private, extension, payload from realtime.messages
     where topic = $1 and ($2::text[] is null or payload ->> 'id' = any ($2))
     order by inserted_at, (select e.seq from public.events as e where e.id = (payload ->> 'id')::uuid)`,
    [topic, ids],
  )
  return rows
}
