import { describe, expect, it } from 'vitest'
import {
  agentEnvelopeSchema,
  instructorDataSchema,
  manifestSchema,
  PARTICIPANTS,
  SIGNAL_SCHEMAS,
} from '../../supabase/functions/_shared/contract/agentMessages.ts'
import { AGENT_NAMES } from '../../supabase/functions/_shared/contract/primitives.ts'
import { acceptInstructorPlan } from '../../supabase/functions/_shared/domain/planner/acceptInstructorPlan.ts'
import { composePlan } from '../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { type AgentsOptions, createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { askOf, makeInput, makeIntent, signalsOf } from './domain/learnerFixture.ts'

const ROOT = 'https://project.example/functions/v1/agents'
const NOW_MS = Date.parse('2025-01-20T12:00:00.000Z')
const makeApp = (changes: Partial<AgentsOptions> = {}) =>
  createAgentsApp({
    acceptedTokens: ['first-token', 'second-token'],
    allowAnonymous: false,
    now: () => NOW_MS,
    ...changes,
  })
const app = makeApp()
const input = makeInput()

const get = (path: string, headers: Record<string, string> = {}) =>
  app.fetch(new Request(`${ROOT}${path}`, { headers: { authorization: 'Bearer first-token', ...headers } }))
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.fetch(
    new Request(`${ROOT}${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer second-token', 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
const query = '?user_id=u1&topic=Machine%20Learning&week=1&day=2&v=1'

async function refusalOf(response: Response) {
  const envelope = agentEnvelopeSchema.parse(await response.json())
  expect(envelope.ok).toBe(false)
  expect(envelope.error).toMatch(/^Cannot /)
  return { status: response.status, code: envelope.code }
}

describe.each(AGENT_NAMES)('%s', (agent) => {
  it('answers POST and GET with valid data, meta, validator and window', async () => {
    for (
      const response of [
        await post(`/${agent}/signals`, askOf(input)),
        await get(`/${agent}/signals${query}`),
      ]
    ) {
      const envelope = agentEnvelopeSchema.parse(await response.json())

      expect(response.status).toBe(200)
      expect(SIGNAL_SCHEMAS[agent].safeParse(envelope.data).error?.issues ?? []).toEqual([])
      expect(envelope.meta).toMatchObject({
        contract: 'wisely.signals/1',
        agent,
        generated_at: '2025-01-20T12:00:00.000Z',
      })
      expect(response.headers.get('x-agent-version')).toBe(envelope.meta?.agent_version)
      expect(response.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/)
      expect(response.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
    }
  })

  it('answers 304 to its validator: exact, weak, in a list or as a star', async () => {
    const etag = (await get(`/${agent}/signals${query}`)).headers.get('etag') ?? ''
    for (const candidate of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await get(`/${agent}/signals${query}`, { 'if-none-match': candidate })

      expect(response.status).toBe(304)
      expect(response.headers.get('etag')).toBe(etag)
      expect(await response.text()).toBe('')
    }
    expect((await get(`/${agent}/signals${query}`, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('answers NOT_MODIFIED in the envelope to the validator of a POST, and data to any other', async () => {
    const etag = (await post(`/${agent}/signals`, askOf(input))).headers.get('etag') ?? ''
    const known = await post(`/${agent}/signals`, { ...askOf(input), if_none_match: etag })
    const other = await post(`/${agent}/signals`, { ...askOf(input), if_none_match: '"other"' })

    expect(known.status).toBe(200)
    expect(await known.json()).toMatchObject({ ok: true, code: 'NOT_MODIFIED' })
    expect(await other.json()).toHaveProperty('data')
  })

  it('gives other data another validator', async () => {
    const done = {
      ...askOf(input),
      state: { ...askOf(input).state, history: askOf({ ...input, history: [] }).state.history },
    }
    const spanish = {
      ...askOf(input),
      intent: makeIntent({ topic: 'Spanish', meta: { outline: ['Ser', 'Estar'] } }),
    }
    const [first, second] = [await post(`/${agent}/signals`, done), await post(`/${agent}/signals`, spanish)]

    expect(first.headers.get('etag')).not.toBe(second.headers.get('etag'))
  })

  it('has a manifest that agrees with what it does', async () => {
    const response = await get(`/${agent}/manifest`)
    const manifest = manifestSchema.parse(await response.json())
    const answer = await get(`/${agent}/signals${query}`)

    expect(manifest.agent).toBe(agent)
    expect(manifest.agent_version).toBe(answer.headers.get('x-agent-version'))
    expect(answer.headers.get('cache-control')).toBe(
      `private, max-age=${(manifest.freshness_hours ?? 0) * 3600}`,
    )
  })
})

describe('instructor', () => {
  const body = {
    ...askOf(input),
    signals: signalsOf(input),
    signal_quality: Object.fromEntries(
      AGENT_NAMES.map((agent) => [agent, { available: true, fresh: true, last_updated: null }]),
    ),
    baseline_plan: composePlan(input),
    constraints: { minutes_exact: 60, reviews_required: [], prereq_edges: [] },
    TOPIC: 'Machine Learning',
  }

  it('answers a plan that passes the gates unchanged', async () => {
    const response = await post('/instructor/daily', body)
    const { plan_json } = instructorDataSchema.parse(agentEnvelopeSchema.parse(await response.json()).data)
    const accepted = acceptInstructorPlan(
      { plan_json },
      composePlan({ ...input, signals: signalsOf(input) }),
      [],
    )

    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(accepted).toMatchObject({ plan: { steps: plan_json.steps, minutes_total: 60 } })
  })

  it('takes POST only', async () => {
    expect((await get('/instructor/daily')).headers.get('allow')).toBe('POST')
  })
})

describe('an unknown topic', () => {
  it('gets method, no invented units, and objectives that are true of any topic', () => {
    const intent = makeIntent({ topic: 'Beekeeping' })
    const { clo, ta, socratic, alex } = signalsOf(makeInput({ intent }))

    expect(clo).toMatchObject({ grounding: 'process_only', units: [], risk_flags: ['outline_missing'] })
    expect(ta).toEqual({ exercises: [], blockers: [], mastery: [] })
    expect(socratic).toEqual({ questions: [], unresolved: [], edges: [] })
    expect(alex).toMatchObject({ gaps: [], last_assessment: null })
  })
})

describe('refusals', () => {
  it('asks for a token everywhere but at healthz', async () => {
    for (const path of ['/clo/signals', '/instructor/daily', '/ta/manifest']) {
      for (
        const authorization of ['', 'Bearer wrong', 'Basic first-token', 'Bearer first-tokenx', 'first-token']
      ) {
        const method = path === '/instructor/daily' ? 'POST' : 'GET'
        const response = await app.fetch(
          new Request(`${ROOT}${path}`, { method, headers: { authorization } }),
        )

        expect(response.headers.get('www-authenticate')).toBe('Bearer')
        expect(await refusalOf(response)).toEqual({ status: 401, code: 'UNAUTHORIZED' })
      }
    }
    expect((await app.fetch(new Request(`${ROOT}/healthz`))).status).toBe(200)
  })

  it('lets nobody in without tokens, and everybody when that is the setting', async () => {
    const request = () =>
      new Request(`${ROOT}/clo/signals${query}`, { headers: { authorization: 'Bearer ' } })

    expect((await makeApp({ acceptedTokens: [] }).fetch(request())).status).toBe(401)
    expect((await makeApp({ acceptedTokens: [], allowAnonymous: true }).fetch(request())).status).toBe(200)
  })

  it('is BAD_SCHEMA for anything that is not the request, never a 5xx', async () => {
    const ask = askOf(input)
    const bodies = ['', '{', 'null', '[]', '7', '{"contract":"wisely.signals/1"}', '['.repeat(30_000)]
    const values = [{ ...ask, position: { ...ask.position, week: 0 } }, { ...ask, state: null }]
    for (const body of [...bodies, ...values]) {
      expect(await refusalOf(await post('/clo/signals', body))).toEqual({ status: 400, code: 'BAD_SCHEMA' })
    }
    for (
      const bad of [
        '',
        '?topic=x&week=1',
        '?topic=x&week=1.5&day=1&user_id=u',
        '?topic=x&week=1&day=9&user_id=u',
      ]
    ) {
      expect(await refusalOf(await get(`/ta/signals${bad}`))).toEqual({ status: 400, code: 'BAD_SCHEMA' })
    }
    const bytes = new Request(`${ROOT}/clo/signals`, {
      method: 'POST',
      headers: { authorization: 'Bearer first-token' },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    })
    expect(await refusalOf(await app.fetch(bytes))).toEqual({ status: 400, code: 'BAD_SCHEMA' })
  })

  it('counts bytes while they arrive and stops at 64 KB', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024
        controller.enqueue(new Uint8Array(1024).fill(32))
      },
    })
    const options = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { authorization: 'Bearer first-token' },
    }

    expect(await refusalOf(await app.fetch(new Request(`${ROOT}/clo/signals`, options))))
      .toEqual({ status: 413, code: 'TOO_LARGE' })
    expect(sent).toBeLessThan(80 * 1024)
    const padded = { ...askOf(input), pad: 'x'.repeat(50 * 1024) }
    expect((await post('/clo/signals', padded)).status).toBe(200)
  })

  it('speaks one version', async () => {
    const version = { status: 400, code: 'UNSUPPORTED_VERSION' }

    expect(await refusalOf(await post('/clo/signals', { ...askOf(input), contract: 'wisely.signals/9' })))
      .toEqual(version)
    expect(await refusalOf(await get('/clo/signals?user_id=u&topic=x&week=1&day=1&v=2'))).toEqual(version)
  })

  it('says DEADLINE instead of answering too late', async () => {
    const late = { status: 503, code: 'DEADLINE' }
    expect(await refusalOf(await get(`/clo/signals${query}`, { 'x-deadline-ms': '4' }))).toEqual(late)
    expect((await get(`/clo/signals${query}`, { 'x-deadline-ms': '300' })).status).toBe(200)

    let nowMs = NOW_MS
    const slow = makeApp({ allowAnonymous: true, now: () => nowMs += 200 })
    const request = new Request(`${ROOT}/clo/signals${query}`, { headers: { 'x-deadline-ms': '300' } })
    expect(await refusalOf(await slow.fetch(request))).toEqual(late)
  })

  it('answers unknown routes and methods in the envelope', async () => {
    for (const path of ['/', '/eve/signals', '/clo/signals/', '/clo', '/instructor/signals']) {
      expect(await refusalOf(await get(path))).toEqual({ status: 404, code: undefined })
    }
    const put = new Request(`${ROOT}/clo/signals`, {
      method: 'PUT',
      headers: { authorization: 'Bearer first-token' },
    })
    const response = await app.fetch(put)

    expect(response.headers.get('allow')).toBe('GET, POST')
    expect(await refusalOf(response)).toEqual({ status: 405, code: undefined })
  })
})

describe('routes', () => {
  it("are found with and without the platform's prefix, for all five", async () => {
    for (const prefix of ['', '/agents', '/functions/v1/agents']) {
      for (const participant of PARTICIPANTS) {
        const request = new Request(`https://x.example${prefix}/${participant}/manifest`)
        expect((await makeApp({ allowAnonymous: true }).fetch(request)).status).toBe(200)
      }
    }
  })
})
