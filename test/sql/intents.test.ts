// intent.sync: exactly one active intent. Accident it prevents: the v1.1 code left 200 active intents after 200 calls.
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  at,
  countRows,
  inParallel,
  inRollback,
  readRow,
  withClient,
  withLearner,
} from '../support/sql.ts'
import { createApi, INTENT, refusalIn } from './api.ts'

const ACTIVE = 'public.learning_intents where user_id = $1 and active'

test.each([6, 20])(
  '%i parallel calls with different topics leave one active intent',
  (count) =>
    withLearner(async (learner) => {
      await inParallel(count, (ask, index) => createApi(ask).syncIntent(learner, { topic: `Topic ${index}` }))

      await withClient(async (db) => {
        expect(await countRows(db, ACTIVE, [learner.user_id])).toBe(1)
        expect(await countRows(db, 'public.learning_intents where user_id = $1', [learner.user_id])).toBe(
          count,
        )
      })
    }),
)

test('20 parallel calls with one topic answer one intent', () =>
  withLearner(async (learner) => {
    const facts = await inParallel(20, (ask) => createApi(ask).syncIntent(learner))

    expect(new Set(facts.map(({ intent }) => intent.intent_id)).size).toBe(1)
  }))

test('the same topic in other letters updates the active intent in place', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const first = await api.syncIntent(learner)

    const second = await api.syncIntent(learner, { topic: 'GRAPHS', time_per_day_min: 90 })

    expect(second.intent).toMatchObject({
      intent_id: first.intent.intent_id,
      topic: 'GRAPHS',
      time_per_day_min: 90,
      created_at: first.intent.created_at,
    })
  }))

test('another topic deactivates the intent before', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const first = await api.syncIntent(learner)

    const second = await api.syncIntent(learner, { topic: 'Chess' })

    const before = await readRow(db, 'select active from public.learning_intents where id = $1', [
      first.intent.intent_id,
    ])
    expect(before).toEqual({ active: false })
    expect(second.intent).toMatchObject({ active: true, topic: 'Chess' })
  }))

test('a new topic inherits nothing from the intent before', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, { user_tz: 'Europe/Berlin', track_label: 'ai', meta: { weeks: 4 } })

    const { intent } = await api.syncIntent(learner, { topic: 'Chess' })

    expect([intent.user_tz, intent.track_label, intent.meta]).toEqual(['UTC', null, {}])
  }))

test('a key that is left out keeps what is stored', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const kept = { user_tz: 'Europe/Berlin', track_label: 'ai', meta: { weeks: 4 } }
    await api.syncIntent(learner, kept)

    expect((await api.syncIntent(learner)).intent).toMatchObject(kept)
  }))

test('null clears the track label and the meta', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, { track_label: 'ai', meta: { weeks: 4 } })

    const { intent } = await api.syncIntent(learner, { track_label: null, meta: null })

    expect([intent.track_label, intent.meta]).toEqual([null, {}])
  }))

test('the revision rises with a change and stays without one', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const revisions: number[] = []

    for (const body of [{}, {}, { end_goal: 'Another goal' }]) {
      await api.syncIntent(learner, body)
      revisions.push((await api.status(learner)).intent?.revision ?? 0)
    }

    expect(revisions).toEqual([1, 1, 2])
  }))

test('updated_at moves with a change only', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(at(learner, '2026-11-02T08:00:00Z'))

    const same = await api.syncIntent(at(learner, '2026-11-03T08:00:00Z'))
    const changed = await api.syncIntent(at(learner, '2026-11-04T08:00:00Z'), { depth: 'expert' })

    expect([same.intent.updated_at, changed.intent.updated_at])
      .toEqual(['2026-11-02T08:00:00.000Z', '2026-11-04T08:00:00.000Z'])
  }))

test('a time zone the database does not know is refused and changes nothing', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))

    const answer = await api.rawSyncIntent(learner, { user_tz: 'Mars/Olympus' })

    expect(refusalIn(answer)).toMatchObject({ code: 'VALIDATION_ERROR', reason: 'INVALID_TIME_ZONE' })
    expect(await countRows(db, 'public.learning_intents where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('the answer repeats what was asked for, times in UTC with milliseconds', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    const { intent } = await createApi(askWithin(db)).syncIntent(at(learner, '2026-11-02T10:00:00+02:00'))

    expect(intent).toMatchObject({ ...INTENT, active: true, created_at: '2026-11-02T08:00:00.000Z' })
  }))

// Inserted as a whole row, a new intent wrote null into columns that came after this version: 500 for everybody.
test('a column that a later migration adds keeps its default in a new intent', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    await db.query(
      `alter table public.learning_intents add column later jsonb not null default '{"kept": true}'`,
    )
    await createApi(askWithin(db)).syncIntent(learner)

    const row = await readRow<{ later: unknown }>(
      db,
      'select later from public.learning_intents where user_id = $1',
      [learner.user_id],
    )
    expect(row.later).toEqual({ kept: true })
  }))
