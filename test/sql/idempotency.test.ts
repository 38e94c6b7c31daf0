// Idempotency-Key. Accident it prevents: a retry that acts twice, or a replay that answers somebody else's call.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addLearner, askWithin, countRows, inParallel, inRollback, withLearner } from '../support/sql.ts'
import { createApi, type Json, refusalIn } from './api.ts'

const withKey = (key: string, body = 'a') => ({ idempotency: { key, body_sha256: body.repeat(64) } })
const UNKNOWN = '00000000-0000-4000-8000-00000000ffff'

test('the same key and body are answered with the first answer and its request id', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const first = await api.syncIntent(learner, {}, { ...withKey('k'), request_id: 'first' })

    const second = await api.syncIntent(learner, { topic: 'Not read' }, {
      ...withKey('k'),
      request_id: 'second',
    })

    expect(second).toEqual({ ...first, replayed_request_id: 'first' })
    expect(await countRows(db, 'public.events where user_id = $1', [learner.user_id])).toBe(1)
  }))

test('20 parallel calls with one key act once', () =>
  withLearner(async (learner) => {
    const facts = await inParallel(20, (ask) => createApi(ask).syncIntent(learner, {}, withKey('k')))

    expect(facts.filter((fact) => fact.replayed_request_id == null).length).toBe(1)
    expect(new Set(facts.map(({ intent }) => JSON.stringify(intent))).size).toBe(1)
  }))

test('the same key with another body is refused', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, {}, withKey('k', 'a'))

    const answer = await api.rawSyncIntent(learner, { topic: 'Chess' }, withKey('k', 'b'))

    expect(refusalIn(answer)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
    expect(await countRows(db, 'public.learning_intents where user_id = $1', [learner.user_id])).toBe(1)
  }))

test('a refusal is replayed too', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.rawCompleteDay(learner, UNKNOWN, {}, { ...withKey('k'), request_id: 'first' })

    const answer = await api.rawCompleteDay(learner, UNKNOWN, {}, { ...withKey('k'), request_id: 'second' })

    expect(refusalIn(answer)).toMatchObject({ reason: 'SESSION_NOT_FOUND', replayed_request_id: 'first' })
  }))

test('a replay takes a token', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const more = { ...withKey('k'), limits: [{ policy: 'writes', capacity: 5, per_s: 1_000_000 }] }
    await api.syncIntent(learner, {}, more)

    expect((await api.syncIntent(learner, {}, more)).rates).toMatchObject([{ remaining: 3 }])
  }))

test('a rate-limited call leaves its key unused', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [{ policy: 'writes', capacity: 1, per_s: 1_000_000 }]
    await api.syncIntent(learner, {}, { limits })
    await api.rawSyncIntent(learner, {}, { limits, ...withKey('k') })

    expect((await api.syncIntent(learner, {}, withKey('k'))).replayed_request_id).toBeUndefined()
  }))

test('one key on two routes is two keys', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, {}, withKey('k'))

    expect(refusalIn(await api.rawCompleteDay(learner, UNKNOWN, {}, withKey('k'))).reason).toBe(
      'SESSION_NOT_FOUND',
    )
  }))

test("one learner's key is unknown to another", () =>
  inRollback(async (db) => {
    const [ada, ben] = [await addLearner(db), await addLearner(db)]
    const api = createApi(askWithin(db))
    await api.syncIntent(ada, { topic: 'Of Ada' }, withKey('k'))

    const { intent, replayed_request_id } = await api.syncIntent(ben, { topic: 'Of Ben' }, withKey('k'))

    expect(intent.topic).toBe('Of Ben')
    expect(replayed_request_id).toBeUndefined()
  }))

test('after 24 hours a key is new again', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner, {}, withKey('k', 'a'))
    await db.query(
      `update wisely.idempotency_keys set created_at = now() - interval '24 hours 1 second' where user_id = $1`,
      [learner.user_id],
    )

    const { intent } = await api.syncIntent(learner, { topic: 'Chess' }, withKey('k', 'b'))

    expect(intent.topic).toBe('Chess')
  }))

test('a day.run that is under way under this key is refused as in progress, with the time to wait', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    await api.claimDay(learner, {}, { ...withKey('k'), lease_s: 20 })

    const { code, reason, details } = refusalIn(await api.rawBeginDay(learner, {}, withKey('k')))

    expect([code, reason]).toEqual(['CONFLICT', 'IDEMPOTENCY_IN_PROGRESS'])
    expect(details.retry_after_s).toBeGreaterThan(0)
    expect(details.retry_after_s).toBeLessThanOrEqual(20)
  }))

test('the same call of day.run repeated under its key goes on', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const holder = randomUUID()
    await api.claimDay(learner, {}, { ...withKey('k'), holder })

    expect(await api.beginDay(learner, {}, { ...withKey('k'), holder })).toHaveProperty('day')
  }))

test('a day.run that died under its key is taken over after its lease', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    await api.claimDay(learner, {}, { ...withKey('k'), lease_s: 0 })

    expect(await api.beginDay(learner, {}, withKey('k'))).toHaveProperty('day')
  }))

test('a saved day is replayed as it was stored', () =>
  inRollback(async (db) => {
    const { api, learner } = await start(db)
    const claim = await api.claimDay(learner, {}, { ...withKey('k'), request_id: 'first' })
    const saved = await api.saveDay(learner, claim, { ...withKey('k'), request_id: 'first' })
    await api.buildDay(learner)

    const replayed = await api.beginDay(learner, {}, withKey('k'))

    expect(replayed).toEqual({
      answered: 'session' in saved && saved.session,
      replayed_request_id: 'first',
      rates: [],
    })
  }))

async function start(db: Parameters<typeof askWithin>[0], body: Json = {}) {
  const learner = await addLearner(db)
  const api = createApi(askWithin(db))
  await api.syncIntent(learner, body)
  return { api, learner }
}
