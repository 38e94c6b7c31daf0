import type { RealtimeChannel } from '@supabase/supabase-js'
import pg from 'pg'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { eventSchema } from '../../supabase/functions/_shared/contract/events.ts'
import { createBrowserlikeClient, INTENT, type Learner, signUpLearner } from '../support/learner.ts'
import { createSessionApi } from '../support/sessions.ts'

const stack = inject('stack')
const channels: RealtimeChannel[] = []
afterEach(async () => {
  await Promise.all(channels.splice(0).map((channel) => channel.unsubscribe()))
})

type Received = { event: string; payload: Record<string, unknown> }

/** Joins and collects; `until` resolves once an event of that type arrived. */
async function listen(channel: RealtimeChannel) {
  channels.push(channel)
  const received: Received[] = []
  const waiting: { event: string; resolve: () => void }[] = []
  channel.on('broadcast', { event: '*' }, ({ event, payload }) => {
    received.push({ event, payload })
    for (const each of waiting) if (each.event === event) each.resolve()
  })
  const joined = await new Promise<string>((resolve) =>
    channel.subscribe((state, error) => resolve(error ? `${state}: ${error.message}` : state))
  )
  const until = (event: string) =>
    new Promise<void>((resolve, reject) => {
      if (received.some((each) => each.event === event)) return resolve()
      const limit = setTimeout(
        () => reject(new Error(`no ${event} within 10 s, but ${received.map((each) => each.event)}`)),
        10_000,
      )
      waiting.push({ event, resolve: () => (clearTimeout(limit), resolve()) })
    })
  return { joined, received, until }
}

async function privateChannel(learner: Learner, userId = learner.user_id): Promise<RealtimeChannel> {
  await learner.supabase.realtime.setAuth(learner.token)
  return learner.supabase.channel(`wisely.events:${userId}`, { config: { private: true } })
}

describe('Realtime', () => {
  it("sends a learner's events to the private topic, whole and in order", async () => {
    const learner = await signUpLearner(stack)
    const { joined, received, until } = await listen(await privateChannel(learner))
    expect(joined).toBe('SUBSCRIBED')

    await learner.call('intent.sync', { body: INTENT })
    const day = await learner.call('day.run', { body: {} })
    await learner.call('day.done', {
      body: { session_id: day.json.session_id, completion_time_min: 45, confidence: 7 },
    })
    await until('instructor_plan_completed')

    expect(received.map((each) => each.event)).toEqual([
      'intent_created',
      'instructor_plan_created',
      'instructor_plan_completed',
    ])
    expect(received.map((each) => eventSchema.parse(each.payload).seq)).toEqual([1, 2, 3])
    const listed = await learner.call('events', { method: 'GET' })
    expect(listed.json.events).toEqual(received.map((each) => each.payload))
    for (const word of ['Machine Learning', 'production', learner.token]) {
      expect(JSON.stringify(received)).not.toContain(word)
    }
  })

  it('refuses the private topic of another learner', async () => {
    const [learner, other] = [await signUpLearner(stack), await signUpLearner(stack)]
    const { joined } = await listen(await privateChannel(other, learner.user_id))
    expect(joined).toMatch(/^CHANNEL_ERROR: .*Unauthorized/)
  })

  it('sends opaque ids to the public pulse that a plain channel hears', async () => {
    const learner = await signUpLearner(stack)
    const listener = createBrowserlikeClient(stack)
    const { received, until } = await listen(listener.channel('wisely.events'))
    await learner.call('intent.sync', { body: INTENT })
    const day = await learner.call('day.run', { body: { week: 2, day: 3 } })
    await until('instructor_plan_created')

    const pulse = received.find((each) => each.payload.session_id === day.json.session_id)?.payload ?? {}
    expect(Object.keys(pulse).sort()).toEqual(['day', 'id', 'intent_id', 'session_id', 'type', 'week'])
    expect(JSON.stringify(received)).not.toContain(learner.user_id)
    listener.realtime.disconnect()
  })

  it('that is locked delays a write by one bounded wait and fails nothing', async () => {
    const learner = await signUpLearner(stack)
    const admin = new pg.Client(stack.ADMIN_DB_URL)
    await admin.connect()
    try {
      await admin.query('begin; lock table realtime.messages in access exclusive mode')
      const reply = await learner.call('intent.sync', { body: INTENT })
      expect(reply.status).toBe(200)
    } finally {
      await admin.query('rollback')
      await admin.end()
    }
    const events = await learner.call('events', { method: 'GET' })
    expect(events.json.events).toMatchObject([{ seq: 1, type: 'intent_created' }])
  })
})

describe('a session over Realtime', () => {
  it('reaches its learner as hints without words, in the order of its events, and nobody else', async () => {
    const [learner, other] = [await signUpLearner(stack), await signUpLearner(stack)]
    const mine = await listen(await privateChannel(learner))
    const theirs = await listen(await privateChannel(other))
    const spying = await listen(await privateChannel(other, learner.user_id))
    expect([mine.joined, theirs.joined]).toEqual(['SUBSCRIBED', 'SUBSCRIBED'])
    expect(spying.joined).toMatch(/^CHANNEL_ERROR: .*Unauthorized/)

    const api = createSessionApi(stack, { authorization: `Bearer ${learner.token}` })
    const prompt = 'My secret wish to learn sorting'
    const id = await api.start({ prompt, mode: 'fast', options: { qualityThreshold: 0.5 } })
    const told = await api.follow(id)
    const last = told.at(-1)?.seq
    await expect.poll(() => mine.received.map(({ payload }) => payload.run_seq), { timeout: 10_000 })
      .toContain(
        last,
      )
    // Own traffic on the other topic: whatever was sent before it has arrived.
    await other.call('intent.sync', { body: INTENT })
    await theirs.until('intent_created')

    const hints = mine.received.filter(({ event }) => event === 'run_event').map(({ payload }) => payload)
    expect(hints.map(({ run_id, run_seq, type, level }) => ({ run_id, run_seq, type, level }))).toEqual(
      told.map(({ run_id, seq, type, level }) => ({ run_id, run_seq: seq, type, level })),
    )
    const keys = new Set(hints.flatMap((hint) => Object.keys(hint)))
    expect([...keys].sort()).toEqual(['at', 'id', 'level', 'run_id', 'run_seq', 'type'])
    expect(theirs.received.map(({ event }) => event)).toEqual(['intent_created'])
  })
})
