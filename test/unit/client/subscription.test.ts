import { expect, it } from 'vitest'
import { makeEvent, serveEvents, settle } from './recordedEvents.ts'
import { answer, loseNetwork } from './scriptedSupabase.ts'
import { subscribeLearner } from './subscribeLearner.ts'

it('starts from now by default: past events stay unseen, those of the time before the join do not', async () => {
  const { realtime, record, seen, subscription } = subscribeLearner()
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
  const { realtime, seen, calls, useScript, record } = subscribeLearner(
    { after: 1 },
    [1, 2, 3, 4, 5].map(makeEvent),
  )
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
  const { realtime, record, seen, statuses } = subscribeLearner({ after: 3 })
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
  const { realtime, record, seen, ports } = subscribeLearner({ after: 3 })
  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  record.push(makeEvent(4), makeEvent(5))
  realtime.broadcast(makeEvent(6))
  expect(seen).toEqual([])
  await settle()
  expect(seen).toEqual([4, 5, 6])
  for (const seq of [4, 6, 7, 7]) realtime.broadcast(makeEvent(seq))

  expect(seen).toEqual([4, 5, 6, 7])
  expect(ports.timer.sleeps).toEqual([])
})

it('skips what the record no longer has', async () => {
  const { realtime, seen, subscription } = subscribeLearner({ after: 1 }, [40, 41].map(makeEvent))

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(seen).toEqual([40, 41])
  expect(subscription.lastSeq()).toBe(41)
})

it('drops a live event that the record does not know, and what is no event', async () => {
  const { realtime, record, seen, ports } = subscribeLearner({ after: 3 })
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
  const { realtime, seen, errors } = subscribeLearner({ after: 0 }, undefined, ({ seq }) => {
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
  const { realtime, record, seen, statuses, useScript } = subscribeLearner()
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

it('does not ask for ever when the record says "more" but gives nothing', async () => {
  const { realtime, calls, useScript } = subscribeLearner({ after: 3 })
  useScript((invoked) => answer({ events: [], next_after: 3, has_more: calls.length < 9 })(invoked))

  await settle()
  realtime.say('SUBSCRIBED')
  await settle()

  expect(calls).toHaveLength(1)
})
