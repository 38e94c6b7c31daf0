// The event list. Accident it prevents: a reader that remembers the last number it saw and misses a late commit.
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  at,
  inParallel,
  inRollback,
  readRow,
  withClient,
  withLearner,
} from '../support/sql.ts'
import { createApi } from './api.ts'

test('the steps of a day leave their events in order, with ids and numbers only', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const { intent } = await api.syncIntent(learner)
    const { session_id } = await api.buildDay(learner, {}, {
      events: [{ type: 'orchestrator_agent_timeout', payload: { agent: 'ta' } }, {
        type: 'instructor_plan_created',
      }],
    })
    await api.completeDay(learner, session_id, { confidence: 7 })

    const { events } = await api.listEvents(learner)

    const place = { session_id, intent_id: intent.intent_id, week: 1, day: 1 }
    expect(events.map(({ seq, type, payload }) => ({ seq, type, payload }))).toEqual([
      { seq: 1, type: 'intent_created', payload: { intent_id: intent.intent_id, time_per_day_min: 60 } },
      { seq: 2, type: 'orchestrator_agent_timeout', payload: { ...place, agent: 'ta' } },
      {
        ...{ seq: 3, type: 'instructor_plan_created' },
        payload: {
          ...place,
          plan_version: 1,
          degraded_mode: false,
          cache_hits: 1,
          cache_misses: 3,
          stale_served: 0,
        },
      },
      {
        seq: 4,
        type: 'instructor_plan_completed',
        payload: { ...place, completion_time_min: 45, confidence: 7 },
      },
    ])
  }))

test('a known topic is an update', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    await api.syncIntent(learner)

    expect((await api.listEvents(learner)).events.map(({ type }) => type)).toEqual([
      'intent_created',
      'intent_updated',
    ])
  }))

test('20 parallel writers leave numbers without a gap', () =>
  withLearner(async (learner) => {
    await inParallel(20, (ask, index) => createApi(ask).syncIntent(learner, { topic: `Topic ${index % 3}` }))

    const { events } = await withClient((db) => createApi(askWithin(db)).listEvents(learner))
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  }))

test('a reader beside parallel writers never sees a number appear below one it has seen', () =>
  withLearner(async (learner) => {
    let writing = 12
    const seen: number[] = []
    await inParallel(13, async (ask, index) => {
      const api = createApi(ask)
      if (index > 0) {
        for (let n = 0; n < 3; n++) await api.syncIntent(learner, { topic: `Topic ${index} ${n}` })
        writing--
        return
      }
      // The last round starts after the last commit.
      for (let isLast = false; !isLast;) {
        isLast = writing === 0
        const { events } = await api.listEvents(learner, seen.at(-1) ?? 0, 500)
        seen.push(...events.map(({ seq }) => seq))
      }
    })

    expect(seen).toEqual(Array.from({ length: 36 }, (_, index) => index + 1))
  }))

test('pages follow each other without loss or repetition', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    for (let n = 0; n < 5; n++) await api.syncIntent(learner)

    const pages = [
      await api.listEvents(learner, 0, 2),
      await api.listEvents(learner, 2, 2),
      await api.listEvents(learner, 4, 2),
    ]

    expect(pages.map(({ events, ...page }) => ({ ...page, seqs: events.map(({ seq }) => seq) }))).toEqual([
      { seqs: [1, 2], next_after: 2, has_more: true },
      { seqs: [3, 4], next_after: 4, has_more: true },
      { seqs: [5], next_after: 5, has_more: false },
    ])
  }))

test('a reader who is up to date is told to stay where it is', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)

    expect(await api.listEvents(learner, 1, 10)).toEqual({ events: [], next_after: 1, has_more: false })
  }))

test('an empty history is an empty page', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    expect(await createApi(askWithin(db)).listEvents(learner)).toEqual({
      events: [],
      next_after: 0,
      has_more: false,
    })
  }))

test('prune deletes what is old and keeps what is young', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(at(learner, '2026-01-01T00:00:00Z'))
    for (const policy of ['old', 'young']) {
      await api.syncIntent(learner, {}, {
        limits: [{ policy, capacity: 5, per_s: 60 }],
        idempotency: { key: policy, body_sha256: 'c'.repeat(64) },
      })
    }
    for (const day of [1, 2]) await api.claimDay(learner, { week: 1, day })
    const signal = { kind: 'failed', agent: 'ta', failure: 'TIMEOUT', fresh_for_hours: 1 }
    const claim = await api.claimDay(learner, { week: 1, day: 3 })
    await api.saveDay(learner, claim, {
      signals: ['d', 'e'].map((digit) => ({ ...signal, cache_key: digit.repeat(64) })),
    })
    await db.query(
      `update public.events set occurred_at = now() - interval '91 days' where user_id = $1 and seq = 1`,
      [learner.user_id],
    )
    await db.query(
      `update public.events set occurred_at = now() - interval '89 days' where user_id = $1 and seq = 2`,
      [learner.user_id],
    )
    await db.query(
      `update wisely.idempotency_keys set created_at = now() - interval '25 hours' where user_id = $1 and key = 'old'`,
      [learner.user_id],
    )
    await db.query(
      `update wisely.rate_limits set refilled_at = now() - interval '49 hours' where user_id = $1 and policy = 'old'`,
      [learner.user_id],
    )
    await db.query(
      `update wisely.day_claims set lease_until = now() - interval '49 hours' where user_id = $1 and day = 1`,
      [learner.user_id],
    )
    await db.query(
      `update public.agent_signals_cache set touched_at = now() - interval '61 days' where user_id = $1 and cache_key like 'd%'`,
      [learner.user_id],
    )

    await db.query('select wisely.prune()')

    const left = await readRow(
      db,
      `select
      (select array_agg(seq::integer order by seq) from public.events where user_id = $1) as events,
      (select array_agg(key) from wisely.idempotency_keys where user_id = $1) as keys,
      (select array_agg(policy) from wisely.rate_limits where user_id = $1) as buckets,
      (select array_agg(day order by day) from wisely.day_claims where user_id = $1) as claims,
      (select array_agg(left(cache_key, 1)) from public.agent_signals_cache where user_id = $1) as signals`,
      [learner.user_id],
    )
    expect(left).toEqual({
      events: [2, 3],
      keys: ['young'],
      buckets: ['young'],
      claims: [2, 3],
      signals: ['e'],
    })
  }))
