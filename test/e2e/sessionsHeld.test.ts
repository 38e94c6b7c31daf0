// Sessions whose model a test holds in its hand: cut off, cancelled, watched in the middle.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sessionStatusResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { type HeldModel, startHeldModel } from '../support/heldModel.ts'
import { signUpLearner } from '../support/learner.ts'
import { createSessionApi, type SessionApi } from '../support/sessions.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

let model: HeldModel
let stack: RunningStack
let api: SessionApi
beforeAll(async () => {
  model = await startHeldModel()
  stack = await startStack({
    FAST_AGENT_URL: model.model_url,
    FAST_AGENT_KEY: 'a-key',
    WISELY_OPEN_SESSIONS: '2',
  })
})
afterAll(async () => {
  await stack.stop()
  await model.close()
})
beforeEach(async () => {
  model.shut()
  const { token } = await signUpLearner(stack.info)
  api = createSessionApi(stack.info, { authorization: `Bearer ${token}` })
})

/** One variant that is there at once, one that is held. */
const HALF = {
  prompt: 'Plan sorting',
  mode: 'quality',
  options: {
    qualityThreshold: 0,
    parallelVariants: [{ name: 'quick', modifier: 'At once' }, { name: 'held', modifier: 'Later' }],
  },
}
const readMeta = async (id: string) => sessionStatusResponseSchema.parse((await api.ask(id)).json).meta

describe('a session under way', () => {
  it('0-06 is read on after a cut where it was cut, without a gap or a repetition', async () => {
    const id = await api.start(HALF)
    const first = await api.openStream(id)
    const seen = []
    for (let event = await first.next(); event !== null; event = await first.next()) {
      seen.push(event)
      if (event.type === 'candidate_scored') break
    }
    first.cut()
    model.open()
    const rest = await api.follow(id, { headers: { 'last-event-id': String(seen.at(-1)?.seq) } })

    expect(first.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const { events } = sessionStatusResponseSchema.parse((await api.ask(id)).json)
    expect([...seen, ...rest]).toEqual(events)
    expect(seen.length).toBeGreaterThan(3)
    expect(rest.map(({ type }) => type)).toContain('candidate_scored')
    expect(events.at(-1)?.type).toBe('succeeded')
  })

  it('shows the candidates it has and the one that leads, before anything is decided', async () => {
    const id = await api.start(HALF)
    await expect.poll(async () => (await readMeta(id)).winner?.name, { timeout: 10_000 }).toBe('quick')

    const meta = await readMeta(id)
    expect(meta).toMatchObject({ status: 'running', generator: 'agent', final: null })
    expect(meta.candidates.slice(0, 2).map(({ name, score }) => [name, score === null])).toEqual([
      ['quick', false],
      ['held', true],
    ])
    expect(meta.winner).toEqual({ name: 'quick', iteration: 0, score: meta.candidates[0]?.score })
    model.open()
    await api.follow(id)
    expect((await readMeta(id)).status).toBe('succeeded')
  })

  it('0-05 is running while it is worked on, cancelled when it was stopped, also in review', async () => {
    const id = await api.start({ ...HALF, prompt: 'hold it' })
    expect((await readMeta(id)).status).toBe('running')
    await api.ask(`${id}/cancel`, { method: 'POST' })
    expect((await readMeta(id)).status).toBe('cancelled')

    const review = await api.start({ prompt: 'Learn', mode: 'fast', options: { qualityThreshold: 1 } })
    expect((await api.follow(review)).at(-1)?.type).toBe('needs_review')
    expect((await api.ask(`${review}/cancel`, { method: 'POST' })).status).toBe(200)
    expect((await readMeta(review)).status).toBe('cancelled')
  })

  it('0-07 stops when it is cancelled: the call under way is closed, and nothing follows', async () => {
    const [before, calls] = [model.closed.length, model.countCalls()]
    const id = await api.start({ prompt: 'hang on', mode: 'fast' })
    const stream = await api.openStream(id)
    await expect.poll(() => model.countCalls(), { timeout: 10_000 }).toBe(calls + 2)
    const cancelledAt = performance.now()
    const cancelled = await api.ask(`${id}/cancel`, { method: 'POST' })
    await expect.poll(() => model.closed.length, { interval: 10, timeout: 10_000 }).toBe(before + 2)

    expect([cancelled.status, cancelled.json]).toEqual([200, { id, status: 'cancelled' }])
    // The promise itself: whoever pays for the model's words pays for at most one more second.
    for (const { at } of model.closed.slice(before)) expect(at - cancelledAt).toBeLessThan(1_000)
    const told = []
    for (let event = await stream.next(); event !== null; event = await stream.next()) told.push(event.type)
    expect(told.at(-1)).toBe('cancelled')
    const again = await api.ask(`${id}/cancel`, { method: 'POST' })
    expect([again.status, again.text]).toEqual([200, cancelled.text])
    const { meta, events } = sessionStatusResponseSchema.parse((await api.ask(id)).json)
    expect(events.map(({ type }) => type)).toEqual(told)
    expect(meta).toMatchObject({ status: 'cancelled', winner: null, final: null })
  })

  it('is one too many while as many as allowed are open', async () => {
    const open = [await api.start({ prompt: 'hold 1' }), await api.start({ prompt: 'hold 2' })]
    const refused = await api.ask('start', { body: { prompt: 'hold 3' } })
    expect([refused.status, refused.json.error]).toMatchObject([409, {
      code: 'CONFLICT',
      details: { reason: 'TOO_MANY_RUNS', open: 2 },
    }])
    for (const id of open) await api.ask(`${id}/cancel`, { method: 'POST' })
    await api.ask(`${await api.start({ prompt: 'hold 3' })}/cancel`, { method: 'POST' })
  })

  it('0-16 has what operators stored, unless it says otherwise; who is none cannot store it', async () => {
    const operator = createSessionApi(stack.info, { apikey: stack.info.SECRET_KEY })
    const put = (body: unknown, by = operator) => by.ask('config', { method: 'PUT', body })
    const wanted = { orchestration: { maxIterations: 5, qualityThreshold: 0.9 } }
    const configOf = async (body: Record<string, unknown>) => {
      const id = await api.start({ prompt: 'hold', mode: 'fast', ...body })
      const { config } = await readMeta(id)
      await api.ask(`${id}/cancel`, { method: 'POST' })
      return config
    }
    expect((await operator.ask('config')).json).toEqual({ orchestration: {} })
    expect(await configOf({})).toMatchObject({ maxIterations: 0, qualityThreshold: 0.85 })

    expect([(await put(wanted, api)).status, (await api.ask('config')).status]).toEqual([401, 401])
    for (
      const wrong of [{}, { orchestration: { maxIterations: -1 } }, { orchestration: { speed: 1 } }, 'x']
    ) {
      expect((await put(wrong)).status, JSON.stringify(wrong)).toBe(400)
    }
    const stored = await put(wanted)
    expect([stored.status, stored.json]).toEqual([200, wanted])
    expect((await operator.ask('config')).json).toEqual(wanted)
    expect(await configOf({})).toMatchObject(wanted.orchestration)
    expect(await configOf({ options: { qualityThreshold: 0.5 } })).toMatchObject({
      maxIterations: 5,
      qualityThreshold: 0.5,
    })
    await put({ orchestration: {} })
  })
})
