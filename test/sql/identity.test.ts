// Who a call acts for. Accident it prevents: a pooled connection that still carries the learner before.
import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import {
  addLearner,
  askOn,
  askWithin,
  at,
  become,
  countRows,
  findRefusal,
  inRollback,
  type Learner,
  readRow,
  withClient,
  withLearner,
} from '../support/sql.ts'
import { fillRuns } from './fillRuns.ts'
import { createApi, refusalIn } from './api.ts'

const CLAIMS_LEFT = `select nullif(current_setting('request.jwt.claims', true), '') as claims,
  nullif(current_setting('request.jwt.claim.sub', true), '') as sub, nullif(current_setting('wisely.now', true), '') as now`

test('a call for a user who does not exist is refused as USER_NOT_FOUND', () =>
  inRollback(async (db) => {
    const nobody = randomUUID()
    const api = createApi(askWithin(db))
    const stranger = { user_id: nobody, claims: { sub: nobody, role: 'authenticated' as const } }

    const answers = [
      await api.rawSyncIntent(stranger),
      await api.rawBeginDay(stranger),
      await api.rawCompleteDay(stranger, randomUUID()),
      await api.call('learner_status', stranger),
      await api.call('list_events', stranger, 0, 10),
    ]

    expect(answers.map((answer) => refusalIn(answer).reason)).toEqual(Array(5).fill('USER_NOT_FOUND'))
  }))

test('a soft-deleted user does not exist', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    await db.query('update auth.users set deleted_at = now() where id = $1', [learner.user_id])

    const answer = await createApi(askWithin(db)).call('learner_status', learner)

    expect(refusalIn(answer)).toMatchObject({ code: 'NOT_FOUND', reason: 'USER_NOT_FOUND' })
  }))

test('a refused stranger leaves no row behind', () =>
  inRollback(async (db) => {
    const nobody = randomUUID()

    await createApi(askWithin(db)).rawSyncIntent({
      user_id: nobody,
      claims: { sub: nobody, role: 'authenticated' },
    })

    expect(await countRows(db, 'wisely.learner_state where user_id = $1', [nobody])).toBe(0)
  }))

test('the claims are gone after the call on the same connection', () =>
  withLearner((learner) =>
    withClient(async (connection) => {
      const status = await createApi(askOn(connection)).status(at(learner, '2026-11-02T08:00:00Z'))

      expect(status.now).toBe('2026-11-02T08:00:00.000Z')
      expect(await readRow(connection, CLAIMS_LEFT)).toEqual({ claims: null, sub: null, now: null })
    }, inject('stack').API_DB_URL)
  ))

test.each([
  ['request.jwt.claim.sub', (other: Learner) => other.user_id],
  ['request.jwt.claims', (other: Learner) => JSON.stringify(other.claims)],
])('a leftover %s does not act as another learner', (setting, valueFor) =>
  inRollback(async (db) => {
    const [ada, ben] = [await addLearner(db), await addLearner(db)]
    const api = createApi(askWithin(db))
    await api.syncIntent(ada, { topic: 'Of Ada' })
    await api.syncIntent(ben, { topic: 'Of Ben' })
    await db.query('select set_config($1, $2, true)', [setting, valueFor(ben)])

    const status = await api.status(ada)

    // Acting as Ben would find nothing: every statement filters for Ada too.
    expect(status.intent?.topic).toBe('Of Ada')
  }))

test('a table in a schema of the caller never stands in for one of ours', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    await db.query(`create schema shadow; create table shadow.learning_intents (like public.learning_intents);
      create function shadow.now() returns timestamptz language sql as 'select timestamptz ''1999-01-01''';
      grant usage on schema shadow to wisely_owner, wisely_api; grant all on shadow.learning_intents to wisely_owner;
      set local search_path = shadow, public`)

    const { intent } = await createApi(askWithin(db)).syncIntent(learner)

    expect(await countRows(db, 'shadow.learning_intents')).toBe(0)
    expect(intent.created_at > '2020').toBe(true)
  }))

test('claims without a subject act for nobody', () =>
  inRollback(async (db) => {
    await become(db, 'wisely_api', null)

    const answer = await readRow<{ answer: unknown }>(
      db,
      `select wisely.learner_status('{"role":"authenticated"}') as answer`,
    )

    expect(refusalIn(answer.answer).reason).toBe('USER_NOT_FOUND')
  }))

test('a subject that is no UUID is an error, not a learner', () =>
  inRollback(async (db) => {
    const refusal = await findRefusal(db, () =>
      askWithin(db)(`select wisely.learner_status('{"sub":"test-user"}')`, []))

    expect(refusal?.code).toBe('22P02')
  }))

test('deleting the user deletes every row of the learner', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createApi(askWithin(db))
    await api.syncIntent(learner)
    await api.finishDay(learner)
    await api.auditedStatus(learner)
    await db.query('reset role')
    await fillRuns(db, learner)

    await db.query('delete from auth.users where id = $1', [learner.user_id])

    const { rows } = await db.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class as c
      join pg_attribute as a on a.attrelid = c.oid and a.attname = 'user_id'
      where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('public', 'wisely')`)
    let left = 0
    for (const { name } of rows) {
      left += await countRows(db, `${name} where user_id = $1`, [learner.user_id])
    }
    expect(rows.length).toBe(14)
    expect(left).toBe(0)
  }))
