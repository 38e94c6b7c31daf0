// Runs in the database: who works on one, what may still be written, what a learner sees. Accident it prevents: two
// workers on one run, a stopped one that writes over its successor, an event after the end.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { RUN_MOVES, TASK_MOVES } from '../../supabase/functions/_shared/contract/runs.ts'
import { addLearner, become, countRows, findRefusal, inRollback, withLearner } from '../support/sql.ts'
import { createRunApi, END, TASK, typesOf } from './runApi.ts'

test('the database knows the moves of the contract and no others', () =>
  inRollback(async (db) => {
    const { rows } = await db.query('select machine, from_status, to_status from wisely.run_moves()')
    const listed = (machine: string, moves: Record<string, readonly string[]>) =>
      Object.entries(moves).flatMap(([from_status, targets]) =>
        targets.map((to_status) => ({ machine, from_status, to_status }))
      )

    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set([...listed('run', RUN_MOVES), ...listed('task', TASK_MOVES)].map((row) => JSON.stringify(row))),
    )
  }))

test('no move outside the table is possible, and nothing changes in a run that has ended', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const run_id = await api.begin(learner)
    const move = (status: string) =>
      findRefusal(db, () =>
        db.query(
          `update public.runs set status = $2, worker = gen_random_uuid(), lease_until = now(),
             ended_at = case when $2 in ('succeeded', 'failed', 'degraded', 'cancelled') then now() end where id = $1`,
          [run_id, status],
        ))

    for (const [from, targets] of Object.entries(RUN_MOVES)) {
      await db.query('savepoint state')
      await db.query('alter table public.runs disable trigger run_moves_as_allowed')
      await db.query(
        `update public.runs set status = $2, worker = gen_random_uuid(), lease_until = now(),
           ended_at = case when $3 then now() end where id = $1`,
        [run_id, from, targets.length === 0],
      )
      await db.query('alter table public.runs enable trigger run_moves_as_allowed')
      for (const to of Object.keys(RUN_MOVES)) {
        const isAllowed = targets.some((target) => target === to) || (to === from && targets.length > 0)
        expect([from, to, await move(to) === null]).toEqual([from, to, isAllowed])
      }
      await db.query('rollback to savepoint state')
    }
  }))

test('the same start, repeated after a lost reply, starts nothing twice', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const id = randomUUID()

    const [first, second] = [await api.start(learner, { id }), await api.start(learner, { id })]

    expect(second).toEqual(first)
    expect(await countRows(db, 'public.runs where user_id = $1', [learner.user_id])).toBe(1)
  }))

test('a learner may have so many open runs and no more', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    await api.start(learner, { open_max: 1 })

    expect(await api.start(learner, { open_max: 1 })).toMatchObject({
      refused: { code: 'CONFLICT', reason: 'TOO_MANY_RUNS' },
    })
  }))

test("another learner's run is not found, to read or to cancel", () =>
  inRollback(async (db) => {
    const api = createRunApi(db)
    const run_id = await api.begin(await addLearner(db))
    const stranger = await addLearner(db)

    const notFound = { refused: { code: 'NOT_FOUND', reason: 'RUN_NOT_FOUND' } }
    expect(await api.store.readRun(stranger.claims, run_id, 0, 10)).toMatchObject(notFound)
    expect(await api.store.readPages([{ claims: stranger.claims, run_id, after: 0 }], 10)).toMatchObject([
      notFound,
    ])
    expect(await api.store.cancelRun(stranger.claims, run_id)).toMatchObject(notFound)
    await become(db, 'authenticated', stranger.claims)
    expect(await countRows(db, 'public.runs')).toBe(0)
    expect(await countRows(db, 'public.run_events')).toBe(0)
  }))

test('streams read in one trip what everybody reads, each as its own learner, and no plans', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, { tasks: [TASK], events: [{ type: 'note', message: 'note' }], end: END })
    const { run, events } = await api.read(learner, held.run_id)
    const { id, status, event_seq } = run

    const stranger = await addLearner(db)
    const ask = { claims: learner.claims, run_id: held.run_id, after: 1 }
    const [page, refused, later] = await api.store.readPages(
      [ask, { ...ask, claims: stranger.claims }, { ...ask, after: 2 }],
      2,
    )

    expect(page).toEqual({ run: { id, status, event_seq }, events: events.slice(1, 3) })
    expect(refused).toMatchObject({ refused: { code: 'NOT_FOUND', reason: 'RUN_NOT_FOUND' } })
    expect(later).toMatchObject({ events: events.slice(2, 4) })
  }))

test('of 16 workers that look for one run, one gets it', () =>
  withLearner(async (learner) => {
    const clients = Array.from({ length: 16 }, () =>
      new pg.Client({ connectionString: inject('stack').API_DB_URL }))
    await Promise.all(clients.map((client) =>
      client.connect()
    ))
    try {
      const apis = clients.map((client) => createRunApi(client, null))
      const run_id = await apis[0]?.begin(learner)

      const claims = await Promise.all(apis.map(({ store }) => store.claimRun(randomUUID(), 60_000)))

      expect(claims.filter((claimed) => claimed?.run.id === run_id)).toHaveLength(1)
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  }))

test('a run whose lease ran out is taken over, and its first worker is fenced out', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const first = await api.claimNew(learner, 0)
    await api.write(learner, first, { tasks: [TASK] })

    const second = await api.store.claimRun(randomUUID(), 60_000)

    expect(second?.run.id).toBe(first.run_id)
    expect(second?.tasks).toMatchObject([{ key: TASK.key, status: 'COMPLETED', output: TASK.output }])
    expect(await api.write(learner, first, { events: [{ type: 'late', message: 'late' }], end: END }))
      .toEqual({
        fenced_out: true,
      })
    expect(typesOf((await api.read(learner, first.run_id)).events)).toEqual([
      'queued',
      'started',
      'recovered',
    ])
  }))

test('a leased run is nobody else to take, and a beat keeps it so', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner, 0)

    expect(await api.store.beatRuns([held], 60_000)).toEqual([held.run_id])
    expect(await api.store.claimRun(randomUUID(), 60_000)).toBeNull()
  }))

test('a worker learns by its beat that a run was cancelled', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.store.cancelRun(learner.claims, held.run_id)

    expect(await api.store.beatRuns([held], 60_000)).toEqual([])
  }))

test('nothing follows the event cancelled, and cancelling twice answers the same', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, { tasks: [{ ...TASK, status: 'IN_PROGRESS', output: null }] })

    const first = await api.store.cancelRun(learner.claims, held.run_id)
    const late = await api.write(learner, held, {
      tasks: [TASK],
      events: [{ type: 'late', message: 'late' }],
    })
    const second = await api.store.cancelRun(learner.claims, held.run_id)

    expect(late).toEqual({ fenced_out: true })
    expect(second).toEqual(first)
    const { run, tasks, events } = await api.read(learner, held.run_id)
    expect(run.status).toBe('cancelled')
    expect(tasks.map(({ status }) => status)).toEqual(['CANCELLED'])
    expect(typesOf(events)).toEqual(['queued', 'started', 'cancelled'])
  }))

test('a run that has ended otherwise cannot be cancelled', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, { end: END })

    expect(await api.store.cancelRun(learner.claims, held.run_id)).toMatchObject({
      refused: { code: 'CONFLICT', reason: 'RUN_ENDED', details: { status: 'succeeded' } },
    })
  }))

test('the same write, repeated after a lost reply, changes nothing', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    const write = {
      write_id: randomUUID(),
      tasks: [TASK],
      events: [{ type: 'scored', message: 'Scored' }],
      end: END,
    }

    const first = await api.write(learner, held, write)
    const second = await api.write(learner, held, write)

    expect(second).toEqual(first)
    expect(typesOf((await api.read(learner, held.run_id)).events)).toEqual([
      'queued',
      'started',
      'scored',
      'succeeded',
    ])
  }))

test('a task that has ended keeps its output', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, { tasks: [TASK] })
    await api.write(learner, held, { tasks: [{ ...TASK, output: { n: 2 } }] })

    expect((await api.read(learner, held.run_id)).tasks).toMatchObject([{ output: TASK.output }])
  }))

test('every task is over when its run is', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    const open = ['QUEUED', 'IN_PROGRESS', 'WAITING'] as const
    await api.write(learner, held, {
      tasks: open.map((status) => ({ ...TASK, key: status, status, output: null })),
    })

    await api.write(learner, held, { end: END })

    expect((await api.read(learner, held.run_id)).tasks.map(({ key, status }) => [key, status]).sort())
      .toEqual([
        ['IN_PROGRESS', 'CANCELLED'],
        ['QUEUED', 'SKIPPED'],
        ['WAITING', 'CANCELLED'],
      ])
  }))

test('an outside answer settles a waiting task once', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const { run_id, ...held } = await api.claimNew(learner)
    await api.write(learner, { run_id, ...held }, { tasks: [{ ...TASK, status: 'WAITING', output: null }] })
    const settle = (score: number) => api.store.settleTask(run_id, TASK.key, { score })

    expect(await settle(0.9)).toEqual({ settled: true, known: true })
    expect(await settle(0.1)).toEqual({ settled: false, known: true })
    expect((await api.read(learner, run_id)).tasks).toMatchObject([{
      status: 'COMPLETED',
      output: { score: 0.9 },
    }])
  }))

test('an outside answer for a run that is not there, or that asked nobody, is not known', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    const unknown = { settled: false, known: false }
    expect(await api.store.settleTask(held.run_id, TASK.key, { score: 1 })).toEqual(unknown)
    expect(await api.store.settleTask(randomUUID(), TASK.key, { score: 1 })).toEqual(unknown)
  }))

test('8 parallel writers leave no gap and no repetition in the numbers of a run', () =>
  withLearner(async (learner) => {
    const clients = Array.from(
      { length: 8 },
      () => new pg.Client({ connectionString: inject('stack').API_DB_URL }),
    )
    await Promise.all(clients.map((client) => client.connect()))
    try {
      const apis = clients.map((client) => createRunApi(client, null))
      const api = apis[0]
      if (api === undefined) throw new Error('no connection')
      const held = await api.claimNew(learner)
      const events = [{ type: 'note', message: 'one' }, { type: 'note', message: 'two' }]
      await Promise.all(
        apis.flatMap((each) => Array.from({ length: 5 }, () => each.write(learner, held, { events }))),
      )

      const { events: told } = await api.read(learner, held.run_id)

      expect(told.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 2 + 8 * 5 * 2 }, (_, index) => index + 1),
      )
      await api.store.cancelRun(learner.claims, held.run_id)
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  }))

test('progress reaches the own private topic as ids and numbers', () =>
  inRollback(async (db) => {
    const learner = await addLearner(db)
    const api = createRunApi(db)
    const held = await api.claimNew(learner)
    await api.write(learner, held, {
      events: [{ type: 'scored', message: 'a secret word', task_key: 'secret', data: { secret: 'word' } }],
    })

    const { rows } = await db.query(
      `select payload - 'id' - 'at' as payload, private from realtime.messages where topic = $1 and event = 'run_event'`,
      [`wisely.events:${learner.user_id}`],
    )
    expect(rows.at(-1)).toEqual({
      payload: { run_id: held.run_id, run_seq: 3, type: 'scored', level: 'info' },
      private: true,
    })
  }))
