// What a service did for whom. Accident it prevents: a secret key that reads or writes a learner's data without a trace,
// or a trace that somebody can polish.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  at,
  become,
  countRows,
  findRefusal,
  inRollback,
  type Learner,
  readRow,
} from '../support/sql.ts'
import { ACT, createApi, INTENT, refusalIn } from './api.ts'

const writeOf = (body: unknown, more: object = {}) => ({
  request_id: randomUUID(),
  idempotency: null,
  limits: [],
  body,
  ...more,
})

async function listRows(db: pg.Client, learner: Learner) {
  const { rows } = await db.query(
    'select key_name, route, step, request_id, outcome from wisely.audit_log where user_id = $1 order by id',
    [learner.user_id],
  )
  return rows
}

test('a step on behalf of a learner answers as ever and leaves one row, reads included', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))

    const synced = await api.callFor(
      { ...ACT, route: 'intent.sync' },
      'sync_intent',
      learner,
      writeOf(INTENT),
    )
    const status = await api.auditedStatus(learner)

    expect(synced).toMatchObject({ intent: { topic: 'Graphs' } })
    expect(status).toEqual(await api.call('learner_status', learner))
    expect(await listRows(db, learner)).toEqual([
      { ...ACT, route: 'intent.sync', step: 'sync_intent', outcome: 'ok' },
      { ...ACT, step: 'learner_status', outcome: 'ok' },
    ])
  }))

test('the row tells how the step ended', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    const limits = [{ policy: 'writes', capacity: 3, per_s: 1_000_000 }]
    const idempotency = { key: 'once', body_sha256: 'b'.repeat(64) }
    const sync = () => api.callFor(ACT, 'sync_intent', learner, writeOf(INTENT, { limits, idempotency }))
    const done = { session_id: randomUUID(), completion_time_min: 5 }

    await sync()
    await sync()
    await api.callFor(ACT, 'complete_day', learner, writeOf(done, { limits }))
    await sync()

    expect((await listRows(db, learner)).map(({ outcome }) => outcome)).toEqual([
      'ok',
      'replayed',
      'NOT_FOUND SESSION_NOT_FOUND',
      'RATE_LIMITED RATE_LIMITED',
    ])
  }))

test('a user who does not exist is refused as ever, and the attempt is noted without naming anybody', () =>
  inRollback(async (db) => {
    const nobody = randomUUID()
    const stranger: Learner = { user_id: nobody, claims: { sub: nobody, role: 'authenticated' } }

    const answer = await createApi(askWithin(db)).callFor(
      { ...ACT, request_id: nobody },
      'learner_status',
      stranger,
    )

    expect(refusalIn(answer).reason).toBe('USER_NOT_FOUND')
    expect(
      await readRow(db, 'select user_id, outcome from wisely.audit_log where request_id = $1', [nobody]),
    ).toEqual({ user_id: null, outcome: 'NOT_FOUND USER_NOT_FOUND' })
  }))

test('a step that fails leaves neither its effect nor a row', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    const refusal = await findRefusal(db, () =>
      createApi(askWithin(db)).callFor(ACT, 'sync_intent', learner, writeOf({ topic: 'Half an intent' })))

    expect(refusal?.code).toBe('23502')
    expect(await listRows(db, learner)).toEqual([])
    expect(await countRows(db, 'public.learning_intents where user_id = $1', [learner.user_id])).toBe(0)
  }))

test('the development clock does not move the audit log', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)

    await createApi(askWithin(db)).auditedStatus(at(learner, '2031-01-01T00:00:00Z'))

    const fresh =
      `wisely.audit_log where user_id = $1 and at > now() - interval '1 minute' and at <= clock_timestamp()`
    expect(await countRows(db, fresh, [learner.user_id])).toBe(1)
  }))

test.each([
  ['wisely_owner', 'select', '42501'],
  ['wisely_owner', 'update', '42501'],
  ['wisely_owner', 'delete', '42501'],
  ['wisely_owner', 'truncate', '42501'],
  ['wisely_api', 'insert', '42501'],
  ['service_role', 'select', '42501'],
  ['service_role', 'delete', '42501'],
  ['postgres', 'update', '42501'],
  ['postgres', 'truncate', '42501'],
])('%s may not %s audit rows', (role, command, code) =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    await createApi(askWithin(db)).auditedStatus(learner)
    const statements: Record<string, string> = {
      select: 'select from wisely.audit_log',
      insert:
        `insert into wisely.audit_log (key_name, route, step, request_id, outcome) values ('a', 'b', 'c', 'd', 'e')`,
      update: `update wisely.audit_log set outcome = 'ok'`,
      delete: 'delete from wisely.audit_log',
      truncate: 'truncate wisely.audit_log',
    }

    const refusal = await findRefusal(db, async () => {
      await become(db, role, learner.claims)
      await db.query(statements[command] ?? '')
    })

    expect(refusal?.code).toBe(code)
  }))

test('wisely_owner adds rows of the acting learner only', () =>
  inRollback(async (db) => {
    const [ada, ben] = [await addLearner(db), await addLearner(db)]
    const add = (learner: Learner) =>
      findRefusal(db, async () => {
        await become(db, 'wisely_owner', ada.claims)
        await db.query(
          `insert into wisely.audit_log (key_name, user_id, route, step, request_id, outcome)
           values ('a', $1, 'b', 'c', 'd', 'e')`,
          [learner.user_id],
        )
      })

    expect(await add(ada)).toBeNull()
    expect((await add(ben))?.code).toBe('42501')
  }))

test('prune deletes audit rows after 400 days and none before', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    await db.query(
      `insert into wisely.audit_log (at, key_name, user_id, route, step, request_id, outcome)
       select now() - age, 'a', $1, 'b', 'c', age::text, 'ok' from unnest(array[interval '399 days', interval '401 days']) as age`,
      [learner.user_id],
    )

    await db.query('set local role postgres; select wisely.prune(); reset role')

    expect((await listRows(db, learner)).map(({ request_id }) => request_id)).toEqual(['399 days'])
  }))
