import { expect, it } from 'vitest'
import { LearningOrchestrator } from '../../../client/mod.ts'
import { makeEvent, serveEvents, settle } from './recordedEvents.ts'
import { createTestPorts, scriptSupabase } from './scriptedSupabase.ts'
import { subscribeLearner } from './subscribeLearner.ts'

it('joins the private channel of the learner with a token set first, then is live', async () => {
  const { realtime, statuses } = subscribeLearner({ after: 0 })

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(realtime.trace).toEqual(['token', 'open private wisely.events:ada'])
  expect(statuses).toEqual(['joining', 'live'])
})

it('joins a new channel with a fresh token when the server or the application closes it', async () => {
  const { realtime, statuses, ports } = subscribeLearner({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  for (let time = 0; time < 3; time++) {
    realtime.say('CLOSED')
    await settle()
    realtime.say('SUBSCRIBED')
    await settle()
  }

  expect(realtime.trace).toEqual(Array(4).fill(['token', 'open private wisely.events:ada']).flat())
  expect(statuses).toEqual(['joining', 'live', ...Array(3).fill(['interrupted', 'live']).flat()])
  expect(ports.timer.sleeps).toEqual([1_000, 1_000, 1_000])
})

it('waits longer after each visit that never joined', async () => {
  const { realtime, ports } = subscribeLearner({ after: 3 })

  for (let time = 0; time < 6; time++) {
    await settle()
    realtime.say('CLOSED')
  }

  expect(ports.timer.sleeps.slice(0, 5)).toEqual([1_000, 2_000, 5_000, 10_000, 30_000])
})

it('waits until a channel of the same learner has left the client', async () => {
  const { realtime, statuses, ports } = subscribeLearner({ after: 3 })
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
  const { realtime, record, seen, statuses, subscription, ports, calls } = subscribeLearner({ after: 3 })
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
  const early = subscribeLearner()
  await early.subscription.unsubscribe()
  await settle()
  expect(early.realtime.trace).toEqual([])

  const paging: ReturnType<typeof subscribeLearner> = subscribeLearner(
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

it('opens no channel when it is ended while the token is on its way', async () => {
  const { realtime, subscription } = subscribeLearner({ after: 3 })
  let arrive = () => {}
  realtime.realtime.setAuth = () => new Promise((resolve) => arrive = resolve)
  await settle()

  await subscription.unsubscribe()
  arrive()
  await settle()

  expect(realtime.trace).toEqual([])
})
