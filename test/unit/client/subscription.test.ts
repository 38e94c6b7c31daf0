import { expect, it } from 'vitest'
import {
  LearningOrchestrator,
  type OrchestratorEvent,
  type SubscribeOptions,
  type SupabaseLike,
} from '../../../client/mod.ts'
import { makeEvent, scriptRealtime, serveEvents, settle } from './recordedEvents.ts'
import { createTestPorts, loseNetwork, scriptSupabase } from './scriptedSupabase.ts'

type Listener = (event: OrchestratorEvent) => void | Promise<void>

function start(
  options: SubscribeOptions = {},
  record = [1, 2, 3].map(makeEvent),
  listener: Listener = () => {},
) {
  const realtime = scriptRealtime()
  let script = serveEvents(record)
  const { supabase, calls } = scriptSupabase((invoked) => script(invoked))
  const ports = createTestPorts()
  const [seen, statuses, errors]: [number[], unknown[], unknown[]] = [[], [], []]
  const client: SupabaseLike = { ...supabase, ...realtime }
  // `state` is read when a channel is handed out, so the live object has to be asked.
  client.channel = (topic, channelOptions) => realtime.channel(topic, channelOptions)
  const subscription = new LearningOrchestrator(client, ports).subscribeEvents('ada', (event) => {
    seen.push(event.seq)
    return listener(event)
  }, {
    onStatus: (status, error) => statuses.push(error === null ? status : [status, error]),
    onError: (error) => errors.push(error),
    ...options,
  })
  const useScript = (next: typeof script) => void (script = next)
  return { realtime, record, calls, ports, seen, statuses, errors, subscription, useScript }
}

it('joins the private channel of the learner with a token set first, then is live', async () => {
  const { realtime, statuses } = start({ after: 0 })

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(realtime.trace).toEqual(['token', 'open private wisely.events:ada'])
  expect(statuses).toEqual(['joining', 'live'])
})

it('starts from now by default: past events stay unseen, those of the time before the join do not', async () => {
  const { realtime, record, seen, subscription } = start()
  expect(subscription.lastSeq()).toBeNull()

  await settle()
  expect(subscription.lastSeq()).toBe(3)
  record.push(makeEvent(4))
  realtime.say('SUBSCRIBED')
  await settle()
  realtime.broadcast(makeEvent(5))

  expect(seen).toEqual([4, 5])
  expect(subscription.lastSeq()).toBe(5)
})

it('starts from a cursor and reads page by page', async () => {
  const { realtime, seen, calls, useScript, record } = start({ after: 1 }, [1, 2, 3, 4, 5].map(makeEvent))
  useScript(serveEvents(record, 2))

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([2, 3, 4, 5])
  expect(calls.map(({ path }) => path)).toEqual([
    'orchestrator/events?after=1&limit=500',
    'orchestrator/events?after=3&limit=500',
  ])
})

it('fills the gap after every join', async () => {
  const { realtime, record, seen, statuses } = start({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  realtime.say('CHANNEL_ERROR', new Error('socket lost'))
  record.push(makeEvent(4), makeEvent(5))
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([4, 5])
  expect(statuses).toEqual(['joining', 'live', ['interrupted', new Error('socket lost')], 'live'])
  expect(realtime.trace.slice(2)).toEqual(['token'])
})

it('delivers a duplicate once and a live event that is ahead only behind those before it', async () => {
  const { realtime, record, seen } = start({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  record.push(makeEvent(4), makeEvent(5), makeEvent(6))
  realtime.broadcast(makeEvent(6))
  expect(seen).toEqual([])
  await settle()
  for (const seq of [4, 6, 7, 7]) realtime.broadcast(makeEvent(seq))

  expect(seen).toEqual([4, 5, 6, 7])
})

it('skips what the record no longer has', async () => {
  const { realtime, seen, subscription } = start({ after: 1 }, [40, 41].map(makeEvent))

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([40, 41])
  expect(subscription.lastSeq()).toBe(41)
})

it('drops a live event that the record does not know, and what is no event', async () => {
  const { realtime, record, seen, ports } = start({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  for (const payload of [makeEvent(99), null, 'text', {}, { seq: '4' }]) realtime.broadcast(payload)
  await settle()
  record.push(makeEvent(4))
  realtime.broadcast(makeEvent(4))

  expect(seen).toEqual([4])
  expect(ports.timer.sleeps).toEqual([1_000, 2_000])
})

it('goes on when the listener throws or rejects', async () => {
  const { realtime, seen, errors } = start({ after: 0 }, undefined, ({ seq }) => {
    if (seq === 1) throw new Error('thrown')
    return seq === 2 ? Promise.reject(new Error('rejected')) : undefined
  })

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([1, 2, 3])
  expect(errors).toEqual([new Error('thrown'), new Error('rejected')])
})

it('reads again, for the start and for a gap, until the record answers', async () => {
  const { realtime, record, seen, statuses, useScript } = start()
  useScript((invoked) => (useScript(serveEvents(record)), loseNetwork(invoked)))
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  record.push(makeEvent(4))
  let failures = 4
  useScript((invoked) => (failures-- > 0 ? loseNetwork : serveEvents(record))(invoked))
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([4])
  expect(statuses).toEqual(['joining', 'live', ['interrupted', expect.any(Error)], 'live'])
})

it('joins a new channel with a fresh token when the server or the application closes it', async () => {
  const { realtime, statuses, ports } = start({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  realtime.say('CLOSED')
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(realtime.trace).toEqual(Array(2).fill(['token', 'open private wisely.events:ada']).flat())
  expect(statuses).toEqual(['joining', 'live', 'interrupted', 'live'])
  expect(ports.timer.sleeps).toEqual([1_000])
})

it('waits until a channel of the same learner has left the client', async () => {
  const { realtime, statuses, ports } = start({ after: 3 })
  realtime.state = 'leaving'
  const { sleep } = ports.timer
  ports.timer.sleep = (ms, signal) => {
    if (ports.timer.sleeps.length === 1) realtime.state = 'closed'
    return sleep(ms, signal)
  }

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(ports.timer.sleeps).toEqual([1_000, 2_000])
  expect(statuses.at(-1)).toBe('live')
})

it('ends at unsubscribe: channel removed, nothing delivered, no timer left', async () => {
  const { realtime, record, seen, statuses, subscription, ports, calls } = start({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()
  const requests = calls.length

  await subscription.unsubscribe()
  await subscription.unsubscribe()
  record.push(makeEvent(4))
  realtime.broadcast(makeEvent(4))
  realtime.say('SUBSCRIBED')
  realtime.say('CLOSED')
  await subscription.catchUp()
  await settle()

  expect(realtime.trace.slice(2)).toEqual(['remove'])
  expect(seen).toEqual([])
  expect(statuses).toEqual(['joining', 'live', 'closed'])
  expect([calls.length, ports.timer.pending()]).toEqual([requests, 0])
})

it('ends before it has joined, and in the middle of a page', async () => {
  const early = start()
  await early.subscription.unsubscribe()
  await settle()
  expect(early.realtime.trace).toEqual([])

  const paging: ReturnType<typeof start> = start(
    { after: 0 },
    undefined,
    () => paging.subscription.unsubscribe(),
  )
  await settle()
  paging.realtime.say('SUBSCRIBED')
  await settle()
  expect(paging.seen).toEqual([1])
})

it('without Realtime reads the record once, and again when asked', async () => {
  const record = [makeEvent(1)]
  const { supabase } = scriptSupabase(serveEvents(record))
  const seen: number[] = []
  const statuses: string[] = []

  const subscription = new LearningOrchestrator(supabase, createTestPorts()).subscribeEvents(
    'ada',
    ({ seq }) => void seen.push(seq),
    { after: 0, onStatus: (status) => statuses.push(status) },
  )
  await settle()
  record.push(makeEvent(2))
  await subscription.catchUp()

  expect(seen).toEqual([1, 2])
  expect(statuses).toEqual(['joining', 'unavailable'])
})
