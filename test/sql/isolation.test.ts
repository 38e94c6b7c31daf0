// Who may touch whose rows, cell by cell. Accident it prevents: a grant, a policy or an owner that looks right and lets
// one learner read or write another's row.
import type pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  addLearner,
  askOn,
  become,
  findRefusal,
  inRollback,
  type Learner,
  withClient,
} from '../support/sql.ts'
import { createApi } from './api.ts'
import { fillRuns } from './fillRuns.ts'
import { fillEveryTable } from './fullLearner.ts'

const PUBLIC_TABLES = [
  'learning_intents',
  'instructor_sessions',
  'agent_signals_cache',
  'learning_units',
  'events',
  'runs',
  'tasks',
  'run_events',
]
const SERVICE_TABLES = ['learner_state', 'idempotency_keys', 'rate_limits', 'day_claims', 'cache_entries']
const ACTORS = {
  'anon': 'anon',
  'its owner': 'authenticated',
  'another learner': 'authenticated',
  'authenticated without sub': 'authenticated',
  'service_role': 'service_role',
  'wisely_api': 'wisely_api',
  'wisely_owner': 'wisely_owner',
  'wisely_owner without claims': 'wisely_owner',
}
type Actor = keyof typeof ACTORS
type Reach = 'denied' | 'no rows' | 'own rows' | 'rows of another' | 'all rows' | 'not tried'
type Cells = { select: Reach; insert: Reach; update: Reach; delete: Reach; truncate: Reach }

const DENIED: Cells = {
  select: 'denied',
  insert: 'denied',
  update: 'denied',
  delete: 'denied',
  truncate: 'denied',
}

function expectCells(actor: Actor, schema: string, table: string): Cells {
  const isAppendOnly = table === 'events' || table === 'run_events'
  if (schema === 'wisely') {
    // They belong to wisely_owner, which may therefore truncate: nobody can log in as it.
    const owns = { truncate: 'not tried' as const }
    if (actor === 'wisely_owner') {
      return { select: 'own rows', insert: 'own rows', update: 'own rows', delete: 'own rows', ...owns }
    }
    if (actor === 'wisely_owner without claims') {
      return { select: 'no rows', insert: 'denied', update: 'no rows', delete: 'no rows', ...owns }
    }
    return DENIED
  }
  switch (actor) {
    case 'anon':
    case 'wisely_api':
      return DENIED
    case 'its owner':
    case 'another learner':
      return { ...DENIED, select: 'own rows' }
    case 'authenticated without sub':
      return { ...DENIED, select: 'no rows' }
    case 'service_role':
      return { ...DENIED, select: 'all rows' }
    case 'wisely_owner':
      return {
        ...DENIED,
        select: 'own rows',
        insert: 'own rows',
        update: isAppendOnly ? 'denied' : 'own rows',
      }
    case 'wisely_owner without claims':
      return { ...DENIED, select: 'no rows', update: isAppendOnly ? 'denied' : 'no rows' }
  }
}

// Written once and never changed: every test rolls back.
let ada: Learner
let ben: Learner

beforeAll(async () => {
  ;[ada, ben] = await withClient(async (db) => [await addLearner(db), await addLearner(db)])
  await withClient(async (db) => {
    for (const learner of [ada, ben]) await fillRuns(db, learner)
  })
  await withClient(async (db) => {
    await fillEveryTable(createApi(askOn(db)), ada)
    await fillEveryTable(createApi(askOn(db)), ben)
  }, inject('stack').API_DB_URL)
})
afterAll(() =>
  withClient((db) => db.query('delete from auth.users where id in ($1, $2)', [ada.user_id, ben.user_id]))
)

const CASES = (Object.keys(ACTORS) as Actor[]).flatMap((actor) => [
  ...PUBLIC_TABLES.map((table) => ['public', table, actor] as const),
  ...SERVICE_TABLES.map((table) => ['wisely', table, actor] as const),
])

test.each(CASES)(
  '%s.%s gives %s what it should and no more',
  (schema, table, actor) =>
    inRollback(async (db) => {
      const self = actor === 'another learner' ? ben : ada
      const names = `${schema}.${table}`
      const both = `user_id in ('${ada.user_id}', '${ben.user_id}')`
      const reach = (statement: string) => findReach(db, actor, self, statement)
      await db.query(
        `create temp table copies as select * from ${names} where ${both}; grant select on copies to public`,
      )

      const seen: Cells = {
        select: await reach(`select user_id from ${names} where ${both}`),
        insert: await findInsertReach(db, actor, self, names),
        update: await reach(`update ${names} set user_id = user_id where ${both} returning user_id`),
        delete: await reach(`delete from ${names} where ${both} returning user_id`),
        truncate: expectCells(actor, schema, table).truncate === 'not tried'
          ? 'not tried'
          : await reach(`truncate ${names} cascade`),
      }

      expect(seen).toEqual(expectCells(actor, schema, table))
    }),
)

test.each(['anon', 'authenticated', 'service_role', 'wisely_api'])(
  'the settings are out of reach of %s',
  (role) =>
    inRollback(async (db) => {
      await become(db, role, ada.claims)

      expect((await findRefusal(db, () => db.query('select from wisely.settings')))?.code).toBe('42501')
    }),
)

test.each(['anon', 'authenticated', 'service_role'])(
  'no function of the API answers %s',
  (role) =>
    inRollback(async (db) => {
      await become(db, role, ada.claims)

      const refusal = await findRefusal(db, () => db.query('select wisely.learner_status($1)', [ada.claims]))

      expect(refusal?.code).toBe('42501')
    }),
)

async function enter(db: pg.Client, actor: Actor, self: Learner): Promise<void> {
  const { sub: _, ...nameless } = self.claims
  const claims = actor.endsWith('without claims')
    ? null
    : actor.endsWith('without sub')
    ? nameless
    : self.claims
  await become(db, ACTORS[actor], claims)
}

/** Whose rows a statement that returns their user_id touches. */
async function findReach(db: pg.Client, actor: Actor, self: Learner, statement: string): Promise<Reach> {
  let touched: string[] = []
  const refusal = await findRefusal(db, async () => {
    await enter(db, actor, self)
    touched = (await db.query<{ user_id: string }>(statement)).rows.map((row) => row.user_id)
  })
  if (refusal) return refuseOrThrow(refusal)
  const own = touched.includes(self.user_id)
  const foreign = touched.some((user_id) => user_id !== self.user_id)
  return own ? (foreign ? 'all rows' : 'own rows') : foreign ? 'rows of another' : 'no rows'
}

/** For whom a row may be inserted: a copy that only its key refuses (23505) has passed rights and policies. */
async function findInsertReach(db: pg.Client, actor: Actor, self: Learner, table: string): Promise<Reach> {
  const mayInsertFor = async (learner: Learner) => {
    const refusal = await findRefusal(db, async () => {
      await enter(db, actor, self)
      await db.query(`insert into ${table} select * from copies where user_id = $1`, [learner.user_id])
    })
    if (refusal?.code === '23505') return true
    return refuseOrThrow(refusal) !== 'denied'
  }
  const own = await mayInsertFor(self)
  const foreign = await mayInsertFor(self === ada ? ben : ada)
  return own ? (foreign ? 'all rows' : 'own rows') : foreign ? 'rows of another' : 'denied'
}

function refuseOrThrow(refusal: { code: string; message: string } | null): 'denied' {
  if (refusal?.code === '42501') return 'denied'
  throw new Error(`Neither denied nor done: ${refusal?.code} ${refusal?.message}`)
}
