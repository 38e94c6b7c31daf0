// Sessions whose worker is killed, frozen or ended, and whose database is restarted, in the middle. Accident it
// prevents: work that is lost, done twice or told twice because a process went away.
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { sessionStatusResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { type HeldModel, startHeldModel } from '../support/heldModel.ts'
import { signUpLearner } from '../support/learner.ts'
import { createSessionApi, type SessionApi } from '../support/sessions.ts'
import { type RunningStack, startStack } from '../support/stack.ts'
import { startWorker, unpackContainer, type WorkerProcess } from '../support/workerProcess.ts'
import { findPostgres, type PostgresServer } from '../torture/postgresServer.ts'

/** One variant that is there at once, one that the test holds. */
const HALF = {
  prompt: 'Plan sorting',
  mode: 'fast',
  options: {
    qualityThreshold: 0,
    maxIterations: 0,
    parallelVariants: [{ name: 'quick', modifier: 'At once' }, { name: 'held', modifier: 'Later' }],
  },
}
const MODEL_KEY = { FAST_AGENT_KEY: 'a-key' }

const until = async (isSo: () => Promise<boolean> | boolean, what: string) => {
  const endsAt = performance.now() + 40_000
  while (!await isSo()) {
    if (performance.now() > endsAt) throw new Error(`Not within 40 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function openApi(stack: RunningStack): Promise<SessionApi> {
  const { token } = await signUpLearner(stack.info)
  return createSessionApi(stack.info, { authorization: `Bearer ${token}` })
}

/** What a session tells, or null while the function cannot say it. */
async function readSession(api: SessionApi, id: string) {
  const reply = await api.ask(id)
  return reply.status === 200 ? sessionStatusResponseSchema.parse(reply.json) : null
}
const isTold = (api: SessionApi, id: string, type: string) => async () =>
  (await readSession(api, id))?.events.some((event) => event.type === type) ?? false
const isDone = (api: SessionApi, id: string) => async () =>
  !['running', undefined].includes((await readSession(api, id))?.meta.status)

/** Starts a session and waits until its quick half is stored and its other half is being asked for. */
async function startHalf(api: SessionApi, model: HeldModel): Promise<string> {
  const id = await api.start(HALF)
  await until(isTold(api, id, 'candidate_scored'), 'the quick variant is scored')
  await until(() => countAsked(model, id, 'held') === 1, 'the other variant is asked for')
  return id
}
const countAsked = (model: HeldModel, id: string, name: string) =>
  model.listKeys().filter((key) => key.includes(id) && key.includes(name)).length

/** The laws of every story, whatever happened while it was told. */
async function expectToldOnce(api: SessionApi, id: string) {
  const session = await readSession(api, id)
  const events = session?.events ?? []
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
  const told = events.filter(({ type }) => type !== 'recovered')
    .map(({ type, task_key, data }) => JSON.stringify([type, task_key, data]))
  expect(told).toEqual([...new Set(told)])
  expect(session?.meta.status).toBe('succeeded')
  expect(session?.meta.candidates.map(({ name }) => name)).toEqual(expect.arrayContaining(['quick', 'held']))
  return events
}

describe('with the worker of npm start', () => {
  let stack: RunningStack
  let model: HeldModel
  beforeAll(async () => {
    model = await startHeldModel()
    stack = await startStack({ FAST_AGENT_URL: model.model_url, ...MODEL_KEY })
  })
  afterAll(async () => {
    await stack?.stop()
    await model.close()
  })

  /** Children of the stack that run the worker. */
  const listWorkers = async () => {
    const children = await readFile(`/proc/${stack.pid}/task/${stack.pid}/children`, 'utf8')
    const found = await Promise.all(
      children.trim().split(' ').map(async (pid) => {
        const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
        return line.includes('worker/main.ts') ? [Number(pid)] : []
      }),
    )
    return found.flat()
  }

  it('0-11 a worker is killed in the middle of a session: another finishes it, and asks nothing twice', async () => {
    expect(await listWorkers()).toEqual([])
    const api = await openApi(stack)
    const id = await startHalf(api, model)
    const [first] = await listWorkers()
    process.kill(first ?? 0, 'SIGKILL')
    await until(isTold(api, id, 'recovered'), 'another worker has taken it over')
    await until(() => countAsked(model, id, 'held') === 2, 'what was under way is asked again')
    model.open()
    await until(isDone(api, id), 'the session is done')

    const events = await expectToldOnce(api, id)
    expect(events.filter(({ type }) => type === 'recovered')).toMatchObject([{ data: { cause: 'lost' } }])
    expect(countAsked(model, id, 'quick')).toBe(1)
    expect(new Set(model.listKeys().filter((key) => key.includes('held'))).size).toBe(1)
    expect(await listWorkers()).not.toContain(first)
  })
})

describe('with workers of the container', () => {
  let stack: RunningStack
  let model: HeldModel
  let postgres: PostgresServer
  let container: Awaited<ReturnType<typeof unpackContainer>>
  let api: SessionApi
  const workers: WorkerProcess[] = []
  const send = () => {
    const worker = startWorker(stack, container, { FAST_AGENT_URL: model.model_url, ...MODEL_KEY })
    workers.push(worker)
    return worker
  }
  beforeAll(async () => {
    model = await startHeldModel()
    container = await unpackContainer()
    stack = await startStack({
      ...{ FAST_AGENT_URL: model.model_url, ...MODEL_KEY },
      ...{ WISELY_WORKER: 'off', CRON_SECRET: 'a-cron-secret' },
    })
    postgres = await findPostgres(stack)
    api = await openApi(stack)
  })
  afterEach(async () => {
    model.shut()
    for (const worker of workers) worker.signal('SIGKILL')
    await Promise.all(workers.splice(0).map(({ ended }) => ended))
  })
  afterAll(async () => {
    await stack?.stop()
    await postgres?.stop()
    await model.close()
    await container.remove()
  })

  it('0-11 a worker that is told to end gives its session back, and another goes on at once', async () => {
    const first = send()
    const id = await startHalf(api, model)
    first.signal('SIGTERM')
    expect(await first.ended).toBe(0)
    send()
    await until(() => countAsked(model, id, 'held') === 2, 'another worker asks again')
    model.open()
    await until(isDone(api, id), 'the session is done')

    const events = await expectToldOnce(api, id)
    expect(events.filter(({ type }) => type === 'recovered')).toMatchObject([{
      data: { cause: 'given_back' },
    }])
    expect(countAsked(model, id, 'quick')).toBe(1)
  })

  it('0-11 a worker that is frozen past its lease and woken writes nothing into what another finished', async () => {
    const first = send()
    const id = await startHalf(api, model)
    first.signal('SIGSTOP')
    send()
    await until(() => countAsked(model, id, 'held') === 2, 'another worker asks again')
    model.open()
    await until(isDone(api, id), 'the session is done')
    const events = await expectToldOnce(api, id)
    first.signal('SIGCONT')
    first.signal('SIGTERM')

    expect(await first.ended).toBe(0)
    expect((await readSession(api, id))?.events).toEqual(events)
  })

  it('0-11 the database is killed and started again in the middle: the same worker goes on, nothing is lost', async () => {
    const worker = send()
    const id = await startHalf(api, model)
    postgres.kill()
    model.open()
    await postgres.restart()
    await until(isDone(api, id), 'the session is done')
    model.shut()

    await expectToldOnce(api, id)
    expect(countAsked(model, id, 'quick')).toBe(1)
    // It still looks for work.
    model.open()
    const next = await api.start(HALF)
    await until(isDone(api, next), 'the next session is done')
    worker.signal('SIGTERM')
    expect(await worker.ended).toBe(0)
  })

  test('function worker does what waits when it is woken with the secret, and nothing without', async () => {
    model.open()
    const id = await api.start(HALF)
    const tick = async (headers: Record<string, string>, method = 'POST', path = 'tick') => {
      const reply = await fetch(`${stack.info.FUNCTIONS_URL}/worker/${path}`, { method, headers })
      return { status: reply.status, json: await reply.json() }
    }
    const refused = { status: 401, json: { error: { code: 'UNAUTHORIZED' } } }
    expect(await tick({})).toMatchObject(refused)
    expect(await tick({ authorization: 'Bearer a-cron-secrex' })).toMatchObject(refused)
    expect(await tick({ authorization: 'Bearer a-cron-secret' }, 'GET')).toMatchObject({ status: 405 })
    expect(await tick({ authorization: 'Bearer a-cron-secret' }, 'POST', 'tock')).toMatchObject({
      status: 404,
    })
    expect((await readSession(api, id))?.meta).toMatchObject({ status: 'running', started_at: null })

    expect(await tick({ authorization: 'Bearer a-cron-secret' })).toEqual({ status: 200, json: { ok: true } })
    expect((await readSession(api, id))?.meta.status).toBe('succeeded')
  })
})
