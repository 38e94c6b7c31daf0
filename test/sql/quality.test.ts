// A quality session for a day, with the store of the functions. Accident it prevents: a winner that is written over a
// completed or newer plan, or one that day.run builds anew at once because it does not know its hash.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect, test } from 'vitest'
import { createAgentState, resolveEndpoints } from '../../supabase/functions/_shared/agentClients.ts'
import { qualityRun } from '../../supabase/functions/_shared/quality/qualityRun.ts'
import { createRunContext } from '../../supabase/functions/_shared/runs/runContext.ts'
import { createRunWriter } from '../../supabase/functions/_shared/runs/runWriter.ts'
import { createLearnerStore } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { addLearner, askWithin, inRollback, type Learner } from '../support/sql.ts'
import { createVirtualTimer } from '../support/virtualTimer.ts'
import { makeQualityInput } from '../unit/quality/fixture.ts'
import { type Api, createApi } from './api.ts'
import { createRunApi, typesOf } from './runApi.ts'

test('the winner is stored as the next version of the day, in the transaction that ends the run', () =>
  inRollback(async (db) => {
    const { learner, api, play } = await start(db)
    const before = await api.buildDay(learner)

    const { events, run } = await play()

    expect(typesOf(events).slice(-2)).toEqual(['bound', 'succeeded'])
    expect(run.status).toBe('succeeded')
    const [row] = await sessionsOf(db, learner)
    expect(row).toMatchObject({
      id: before.session_id,
      plan_version: before.plan_version + 1,
      completed_at: null,
    })
    expect(row?.plan_json).toEqual(
      run.result?.['final'] && (run.result['final'] as { plan_json: unknown }).plan_json,
    )
    expect(events.find(({ type }) => type === 'bound')?.data).toMatchObject({
      session_id: before.session_id,
      plan_version: before.plan_version + 1,
    })
  }))

test('a day that is completed while the session works keeps its plan', () =>
  inRollback(async (db) => {
    const { learner, api, play } = await start(db)
    const { session_id, plan_version } = await api.buildDay(learner)

    const { events, run } = await play(async () => void await api.completeDay(learner, session_id))

    expect(typesOf(events).slice(-2)).toEqual(['bind_refused', 'succeeded'])
    expect(run.result?.['final']).not.toBeNull()
    const [row] = await sessionsOf(db, learner)
    expect(row).toMatchObject({ plan_version })
    expect(row?.completed_at).not.toBeNull()
  }))

test('a day that is rebuilt while the session works keeps the newer plan, and is free for the next', () =>
  inRollback(async (db) => {
    const { learner, api, play } = await start(db)
    await api.buildDay(learner)

    const { events } = await play(async () => void await api.buildDay(learner))

    expect(events.find(({ type }) => type === 'bind_refused')?.data).toEqual({ reason: 'DAY_REBUILT' })
    const [row] = await sessionsOf(db, learner)
    expect(row).toMatchObject({ plan_version: 2, plan_input_hash: 'hash-1' })
    expect(await api.beginDay(learner)).toHaveProperty('day')
  }))

async function sessionsOf(db: pg.Client, learner: Learner) {
  const { rows } = await db.query(
    'select id, plan_version, plan_json, plan_input_hash, completed_at from public.instructor_sessions where user_id = $1',
    [learner.user_id],
  )
  return rows as {
    id: string
    plan_version: number
    plan_json: unknown
    plan_input_hash: string
    completed_at: Date | null
  }[]
}

async function start(db: pg.Client) {
  const learner = await addLearner(db)
  const api: Api = createApi(askWithin(db))
  await api.syncIntent(learner, { topic: 'Machine Learning' })
  const runs = createRunApi(db)

  /** A worker's way through one session; `meanwhile` happens once the day was read. */
  async function play(meanwhile: () => Promise<void> = () => Promise.resolve()) {
    const input = makeQualityInput({ mode: 'fast', target: { week: 1, day: 1 } })
    await runs.store.startRun(learner.claims, {
      body: { id: randomUUID(), kind: 'quality', input, timeout_s: 60 },
      open_max: 5,
      request_id: randomUUID(),
      idempotency: null,
      limits: [],
    })
    const claimed = await runs.store.claimRun(randomUUID(), 60_000)
    if (claimed === null) throw new Error('nothing to claim')
    const timer = createVirtualTimer(Date.now())
    const ports = { store: runs.store, timer, random: () => 0, makeId: randomUUID, log: () => {} }
    const signal = new AbortController().signal
    const writer = createRunWriter(
      (write) => runs.store.writeRun(learner.claims, write),
      { run_id: claimed.run.id, fence: claimed.run.fence },
      ports,
      signal,
    )
    const context = createRunContext({ ...claimed, claims: learner.claims, signal, writer }, ports)
    const store = createLearnerStore({
      async call(text, values) {
        await db.query('set local role wisely_api')
        const { rows } = await db.query({ text, values, rowMode: 'array' })
        await db.query('reset role')
        return String(rows[0]?.[0])
      },
      count: () => ({ open: 1, idle: 0, waiting: 0, max: 1 }),
      end: () => Promise.resolve(),
    })
    let isRead = false
    const outcome = await qualityRun({
      ...context,
      async step(step) {
        const result = await context.step(step)
        if (step.key === 'day' && !isRead) {
          isRead = true
          await meanwhile()
        }
        return result
      },
    }, {
      store,
      agents: {
        fetch: () => Promise.reject(new Error('no network')),
        inProcess: createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: timer.now }).fetch,
        timer,
        random: () => 0,
        state: createAgentState(),
        endpoints: resolveEndpoints({}),
        pairwise_secret: 'test',
        log: () => {},
      },
      fast_agent: null,
      scorers: null,
      makeId: randomUUID,
    })
    await writer.write(outcome)
    return await runs.read(learner, claimed.run.id)
  }
  return { learner, api, play }
}
