// Quality sessions over real HTTP: the promises that a caller sees, each named after its row.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { describe, expect, inject, it } from 'vitest'
import { RUN_MOVES } from '../../supabase/functions/_shared/contract/runs.ts'
import {
  SESSION_STATUS,
  sessionStatusResponseSchema,
} from '../../supabase/functions/_shared/contract/session.ts'
import { signUpLearner } from '../support/learner.ts'
import { createSessionApi } from '../support/sessions.ts'

const stack = inject('stack')
const EASY = { prompt: 'Plan a day about sorting', mode: 'fast', options: { qualityThreshold: 0.5 } }

async function enterLearner() {
  const learner = await signUpLearner(stack)
  return { learner, api: createSessionApi(stack, { authorization: `Bearer ${learner.token}` }) }
}

describe('a session', () => {
  it('0-01 is started with an id and its address, and its status is there at once', async () => {
    const { api } = await enterLearner()
    const started = await api.ask('start', {
      body: {
        prompt: 'Write a function to calculate fibonacci',
        mode: 'quality',
        options: {
          maxIterations: 3,
          qualityThreshold: 0.85,
          parallelVariants: [
            { name: 'creative', modifier: 'Be innovative' },
            { name: 'robust', modifier: 'Handle edge cases' },
          ],
        },
      },
    })

    expect(started.status).toBe(200)
    expect(Object.keys(started.json)).toEqual(['id', 'sessionUrl'])
    expect(started.json.sessionUrl).toBe(`/session/${started.json.id}`)
    const status = await api.ask(`${started.json.id}/status`)
    expect(status.status).toBe(200)
    expect(status.json.meta).toMatchObject({ id: started.json.id })
  })

  it('0-03 refuses what it does not know by name, and shows the settings in force', async () => {
    const { api } = await enterLearner()
    const refused = await api.ask('start', { body: { prompt: 'x', options: { maxIteration: 3 } } })
    expect(refused.status).toBe(400)
    expect(refused.json.error).toMatchObject({ code: 'VALIDATION_ERROR' })
    expect(refused.text).toContain('maxIteration')
    for (
      const body of [{}, { prompt: '' }, { prompt: 'x', mode: 'slow' }, { prompt: 'x', tools: [] }, {
        prompt: 'x',
        options: { week: 1 },
      }, { prompt: 'x', options: { qualityThreshold: 2 } }]
    ) {
      expect((await api.ask('start', { body })).status, JSON.stringify(body)).toBe(400)
    }

    const parallelVariants = [{ name: 'only', modifier: 'In one way' }]
    const options = { maxIterations: 1, qualityThreshold: 1, parallelVariants }
    const id = await api.start({ prompt: 'Learn sorting', mode: 'quality', options })
    await api.follow(id)
    const { meta } = sessionStatusResponseSchema.parse((await api.ask(`${id}/status`)).json)
    expect(meta.config).toEqual({ ...options, judge: false })
    const ofOnly = meta.candidates.filter(({ name }) => name === 'only')
    expect(ofOnly.map(({ iteration }) => iteration)).toEqual([0, 1])
  })

  it('0-04 is told in the documented shape by all its addresses', async () => {
    const { api } = await enterLearner()
    const id = await api.start(EASY)
    await api.follow(id)
    const answers = await Promise.all([
      api.ask(id),
      api.ask(`${id}/status`),
      api.ask(id, { method: 'POST' }),
      api.ask(`${id}/status`, { body: {} }),
    ])

    const [first] = answers
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    const { meta, events } = sessionStatusResponseSchema.parse(first?.json)
    expect(meta).toMatchObject({ id, status: 'succeeded', mode: 'fast', generator: 'builtin' })
    expect(meta.candidates.length).toBeGreaterThanOrEqual(2)
    expect(meta.final).toMatchObject(meta.winner ?? {})
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.type).toBe('succeeded')
  })

  it('0-05 ends as succeeded, needs_review or failed, and every state of a run has its word', async () => {
    const { api } = await enterLearner()
    const ids = await Promise.all([
      api.start(EASY),
      api.start({ ...EASY, options: { qualityThreshold: 1 } }),
      // There is no day to plan without an intent.
      api.start({ ...EASY, options: { week: 1, day: 1 } }),
    ])
    const stories = await Promise.all(ids.map((id) => api.follow(id)))
    const states = await Promise.all(
      ids.map(async (id) => sessionStatusResponseSchema.parse((await api.ask(id)).json).meta),
    )

    expect(stories.map((events) => events.at(-1)?.type)).toEqual(['succeeded', 'needs_review', 'failed'])
    expect(states.map(({ status }) => status)).toEqual(['succeeded', 'needs_review', 'failed'])
    // Not good enough is no reason to keep the best from the learner.
    expect(states[1]?.final?.plan_md).toContain('#')
    expect(states[2]?.final).toBeNull()
    expect(Object.keys(SESSION_STATUS)).toEqual(Object.keys(RUN_MOVES))
  })

  it('0-19 tells only what is newer than the number it is given, and 304 to who has that already', async () => {
    const { api } = await enterLearner()
    const id = await api.start(EASY)
    const all = await api.follow(id)
    const read = async (query: string) =>
      sessionStatusResponseSchema.parse((await api.ask(`${id}/status${query}`)).json).events

    for (const after of [0, 1, all.length - 1, all.length, all.length + 5]) {
      expect(await read(`?after=${after}`), String(after)).toEqual(all.slice(after))
      expect(await api.follow(id, { headers: { 'last-event-id': String(after) } })).toEqual(all.slice(after))
    }
    expect((await api.ask(`${id}/status?after=-1`)).status).toBe(400)
    expect((await api.ask(`${id}/stream?after=x`)).status).toBe(400)
    const known = await api.ask(`${id}/status?after=2`)
    const again = await api.ask(`${id}/status?after=2`, {
      headers: { 'if-none-match': known.headers.get('etag') ?? '' },
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  it('is not there for another learner, in the same bytes as one that never was', async () => {
    const [{ api: owner }, { api: other }] = [await enterLearner(), await enterLearner()]
    const id = await owner.start(EASY)
    await owner.follow(id)
    const headers = { 'x-request-id': 'same' }
    for (
      const [path, method] of [['', 'GET'], ['/status', 'POST'], ['/stream', 'GET'], ['/cancel', 'POST']]
    ) {
      const [foreign, unknown] = await Promise.all(
        [id, randomUUID()].map((each) => other.ask(`${each}${path}`, { method, headers })),
      )
      expect(foreign?.status, path).toBe(404)
      expect(foreign?.json.error).toMatchObject({ details: { reason: 'RUN_NOT_FOUND' } })
      expect(foreign?.text).toBe(unknown?.text)
    }
    const ended = await owner.ask(`${id}/cancel`, { method: 'POST' })
    expect([ended.status, ended.json.error]).toMatchObject([409, { details: { reason: 'RUN_ENDED' } }])
  })

  it('is started once for one idempotency key', async () => {
    const { api } = await enterLearner()
    const headers = { 'idempotency-key': randomUUID() }
    const first = await api.ask('start', { body: EASY, headers })
    const again = await api.ask('start', { body: EASY, headers })
    const other = await api.ask('start', { body: { ...EASY, mode: 'quality' }, headers })

    expect([again.status, again.text]).toEqual([200, first.text])
    expect([first, again].map((reply) => reply.headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    expect(other.status).toBe(422)
  })

  it('of a service that acts for a learner is that learner’s, and every step is in the audit log', async () => {
    const { learner, api } = await enterLearner()
    const service = createSessionApi(stack, { apikey: stack.SECRET_KEY, 'x-user-id': learner.user_id })
    const id = await service.start(EASY)
    await service.follow(id)
    await service.ask(`${id}/cancel`, { method: 'POST' })

    expect((await api.ask(id)).status).toBe(200)
    const database = new pg.Client(stack.ADMIN_DB_URL)
    await database.connect()
    const { rows } = await database.query(
      'select route, step, outcome from wisely.audit_log where user_id = $1 order by id',
      [learner.user_id],
    )
    await database.end()
    expect(rows).toEqual([
      { route: 'session/start', step: 'start_run', outcome: 'ok' },
      { route: 'session/{id}/stream', step: 'read_run', outcome: 'ok' },
      { route: 'session/{id}/cancel', step: 'cancel_run', outcome: 'CONFLICT RUN_ENDED' },
    ])
  })

  it('is refused without a credential, by another method, and on a path that is none', async () => {
    const nobody = createSessionApi(stack, {})
    const { api } = await enterLearner()
    const answers = await Promise.all([
      nobody.ask('start', { body: EASY }),
      nobody.ask(`${randomUUID()}/stream`),
      api.ask('start'),
      api.ask('not-an-id/status'),
      api.ask('%7Bid%7D/status'),
      api.ask('config'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 405, 404, 404, 401])
  })
})
