// A learner who knows another's ids. Accident it prevents: a function that trusts an id, or an owner that RLS spares.
import type pg from 'pg'
import { expect, test } from 'vitest'
import {
  addLearner,
  askWithin,
  become,
  countRows,
  inRollback,
  type Learner,
  readRow,
} from '../support/sql.ts'
import { createApi, refusalIn } from './api.ts'
import { fillEveryTable } from './fullLearner.ts'

test('an unfiltered count inside a definer function sees own rows only, even when postgres calls it', () =>
  inRollback(async (db) => {
    const { ada } = await fillBoth(db)
    await createCounter(db, 'wisely_owner')
    await become(db, 'postgres', null)

    const { n } = await readRow<{ n: number }>(db, 'select wisely.count_events($1) as n', [ada.claims])

    expect(n).toBe(await countAsSuperuser(db, ada))
  }))

test('the same function left to postgres would see every learner: why owners are guarded', () =>
  inRollback(async (db) => {
    const { ada } = await fillBoth(db)
    await createCounter(db, 'postgres')

    const { n } = await readRow<{ n: number }>(db, 'select wisely.count_events($1) as n', [ada.claims])

    expect(n).toBeGreaterThan(await countAsSuperuser(db, ada))
  }))

test("another learner's session is refused like one that does not exist", () =>
  inRollback(async (db) => {
    const { api, ada, bens } = await fillBoth(db)

    const foreign = await api.rawCompleteDay(ada, bens.session_id)
    const unknown = await api.rawCompleteDay(ada, '00000000-0000-4000-8000-00000000ffff')

    expect(refusalIn(foreign)).toMatchObject({ code: 'NOT_FOUND', reason: 'SESSION_NOT_FOUND' })
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown))
  }))

test("another learner's day can neither be read, saved nor released", () =>
  inRollback(async (db) => {
    const { api, ada, ben, bens } = await fillBoth(db)
    const place = { intent: { intent_id: bens.intent_id }, position: { week: 1, day: 3 }, fence: 1 }
    await api.claimDay(ben, { week: 1, day: 3 })

    const read = await api.call('read_day', ada, { intent_id: bens.intent_id, week: 1, day: 1 })
    const saved = await api.saveDay(ada, place)
    await api.call('release_day', ada, { intent_id: bens.intent_id, week: 1, day: 3, fence: 1 })

    expect(read).toEqual({ session: null, lease_left_ms: 0 })
    expect(saved).toEqual({ fenced_out: { session: null } })
    expect(await api.beginDay(ben, { week: 1, day: 3 })).toHaveProperty('waiting')
  }))

test("another learner's events are not listed", () =>
  inRollback(async (db) => {
    const { api, ada, adas, bens } = await fillBoth(db)
    const { events } = await api.listEvents(ada, 0, 500)

    expect(events.length).toBe(await countAsSuperuser(db, ada))
    expect(JSON.stringify(events)).toContain(adas.intent_id)
    expect(JSON.stringify(events)).not.toContain(bens.intent_id)
  }))

async function createCounter(db: pg.Client, owner: string): Promise<void> {
  await db.query(`create function wisely.count_events(claims jsonb) returns integer
    language plpgsql security definer set search_path = '' as $$
    begin perform wisely.assume_learner(claims); return (select count(*) from public.events); end $$;
    alter function wisely.count_events(jsonb) owner to ${owner};
    grant execute on function wisely.count_events(jsonb) to postgres`)
}

async function countAsSuperuser(db: pg.Client, learner: Learner): Promise<number> {
  await db.query('reset role')
  return await countRows(db, 'public.events where user_id = $1', [learner.user_id])
}

/** Two learners with rows in every table. */
async function fillBoth(db: pg.Client) {
  const [ada, ben] = [await addLearner(db), await addLearner(db)]
  const api = createApi(askWithin(db))
  return { api, ada, ben, adas: await fillEveryTable(api, ada), bens: await fillEveryTable(api, ben) }
}
