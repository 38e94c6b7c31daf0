// Who gets a run, and what becomes of one whose workers fail. Accident it prevents: a run that kills its workers for
// ever, a learner whose many runs keep everybody else waiting, a run given back that nobody may take.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { addLearner, inRollback, type Learner } from '../support/sql.ts'
import { createRunApi, END, TASK, typesOf } from './runApi.ts'

const claimId = async (api: ReturnType<typeof createRunApi>, lease_ms = 60_000) =>
  (await api.store.claimRun(randomUUID(), lease_ms))?.run.id ?? null

test('a run whose workers were lost five times ends, and nothing of it stays open', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner, 0)
    await api.write(learner, held, { tasks: [{ ...TASK, status: 'IN_PROGRESS', output: null }] })
    for (let lost = 1; lost < 5; lost += 1) expect(await claimId(api, 0)).toBe(held.run_id)

    expect(await claimId(api, 0)).toBeNull()

    const { run, tasks, events } = await api.read(learner, held.run_id)
    expect(run).toMatchObject({ status: 'failed', result: { code: 'WORKER_LOST' } })
    expect(tasks).toMatchObject([{ status: 'CANCELLED' }])
    expect(typesOf(events)).toEqual(['queued', 'started', ...Array(4).fill('recovered'), 'failed'])
  }))

test('a run that is given back is taken at once, as often as it may be, and its beat does not hold it', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    let held = await api.claimNew(learner)
    for (let times = 0; times < 8; times += 1) {
      await api.write(learner, held, { release: true })
      expect(await api.store.beatRuns([held], 60_000)).toEqual([])
      const claimed = await api.store.claimRun(randomUUID(), 60_000)
      expect(claimed?.run.id).toBe(held.run_id)
      held = { run_id: held.run_id, fence: claimed?.run.fence ?? 0 }
    }
    const { events } = await api.read(learner, held.run_id)
    expect(events.at(-1)).toMatchObject({ type: 'recovered', level: 'info', data: { cause: 'given_back' } })
  }))

const setAge = (db: pg.Client, run_id: string, minutes: number) =>
  db.query(`update public.runs set created_at = now() - make_interval(mins => $2) where id = $1`, [
    run_id,
    minutes,
  ])

test('the learner who has least under way comes first, then the oldest', () =>
  inRollback(async (db) => {
    const api = createRunApi(db)
    const begin = async (learner: Learner, minutes: number) => {
      const run_id = await api.begin(learner)
      await setAge(db, run_id, minutes)
      return run_id
    }
    const [many, few] = [await addLearner(db), await addLearner(db)]
    const ofMany = [await begin(many, 9), await begin(many, 8), await begin(many, 7)]
    const ofFew = await begin(few, 1)

    const order = [await claimId(api), await claimId(api), await claimId(api), await claimId(api)]

    expect(order).toEqual([ofMany[0], ofFew, ofMany[1], ofMany[2]])
  }))

test('a run past its deadline is handed out first, with no time left', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    await setAge(db, await api.begin(learner), 5)
    const late = await api.begin(learner)
    await db.query(
      `update public.runs set created_at = now() - interval '2 minutes', deadline_at = now() - interval '1 minute'
       where id = $1`,
      [late],
    )

    expect(await api.store.claimRun(randomUUID(), 60_000)).toMatchObject({ run: { id: late }, left_ms: 0 })
  }))

test('a learner who is deleted takes the run along, and its worker is told that it holds nothing', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, { tasks: [TASK] })
    await db.query('delete from auth.users where id = $1', [learner.user_id])

    expect(await api.store.beatRuns([held], 60_000)).toEqual([])
    expect(await api.write(learner, held, { end: END })).toEqual({ fenced_out: true })
    expect(await claimId(api)).toBeNull()
  }))

test('prune deletes runs 30 days after they came to rest, with their tasks and events, and none before', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const end = async (status: 'succeeded' | 'needs_review') => {
      const held = await api.claimNew(learner)
      await api.write(learner, held, { tasks: [TASK], end: { ...END, status } })
      return held.run_id
    }
    const runs = {
      old: await end('succeeded'),
      young: await end('succeeded'),
      review: await end('needs_review'),
    }
    const never = await api.begin(learner)
    await db.query('alter table public.runs disable trigger run_moves_as_allowed')
    const age = (run_id: string, days: number) =>
      db.query(
        `update public.runs set created_at = now() - interval '99 days',
           deadline_at = now() - make_interval(days => $2),
           ended_at = case when ended_at is not null then now() - make_interval(days => $2) end where id = $1`,
        [run_id, days],
      )
    for (const run_id of [runs.old, runs.review, never]) await age(run_id, 31)
    await age(runs.young, 29)

    const { rows } = await db.query<{ runs: string }>(`select wisely.prune() ->> 'runs' as runs`)

    expect(rows).toEqual([{ runs: '3' }])
    const left = await db.query('select run_id from public.tasks where user_id = $1', [learner.user_id])
    expect(left.rows).toEqual([{ run_id: runs.young }])
  }))
