import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SIGNAL_SCHEMAS } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import { CATALOG } from '../../../supabase/functions/agents/catalog.ts'
import { planAskOf, startLlmAgents } from '../../support/llmAgents.ts'
import { sayFor, USED, type Wire, WIRES } from '../../support/modelWires.ts'
import {
  answerJson,
  answerStatus,
  type Behaviour,
  cutBody,
  floodBody,
  hang,
  resetConnection,
  type ScriptedAgent,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import { askOf, makeInput } from '../domain/learnerFixture.ts'

// Each provider's own wire over real HTTP: what the SDK sends and makes of answers is only known by trying.

const ask = askOf(makeInput())
const EXPECTS = 'the name of the thing and one reason why it is there'

/** Words every question anew, as a good model would. */
const rewriteQuestions = ({ questions }: Record<string, unknown>) => ({
  // The material's questions are the agent's own, so they have ids.
  questions: (questions as { id: string }[]).map(({ id }) => ({
    id,
    text: 'What would you have to see in your own table to change your mind?',
    expects: EXPECTS,
  })),
})

let server: ScriptedAgent
beforeAll(async () => {
  server = await startScriptedAgent()
})
afterAll(() => server.close())
beforeEach(() => {
  server.requests.length = 0
})

const agentsOn = (wire: Wire, key = 'k') =>
  startLlmAgents({ provider: wire.provider, base_url: server.root + wire.base_path, api_key: key })

describe.each(WIRES)('over the wire of $provider', (wire) => {
  it('a good answer becomes the words of the signal, with usage, and the facts stay the rules', async () => {
    server.play('*', sayFor(wire, rewriteQuestions))
    const { status, headers, envelope } = await agentsOn(wire).post('/socratic/signals', ask)
    const twin = SIGNAL_SCHEMAS.socratic.parse(CATALOG.socratic.compose(ask))

    expect(status).toBe(200)
    const data = SIGNAL_SCHEMAS.socratic.parse(envelope.data)
    expect(data.questions.map(({ expects }) => expects)).toEqual(twin.questions.map(() => EXPECTS))
    expect(data.questions.map(({ id, unit_id }) => [id, unit_id])).toEqual(
      twin.questions.map(({ id, unit_id }) => [id, unit_id]),
    )
    expect(envelope.meta).toMatchObject({ agent: 'socratic', usage: { ...USED, model: 'm' } })
    expect(envelope.meta.degraded).toBeUndefined()
    expect(envelope.meta.agent_version).toBe(headers.get('x-agent-version'))
  })

  it('one request goes out, with the key, a JSON schema and the material outside the instructions', async () => {
    server.play('*', sayFor(wire, rewriteQuestions))
    await agentsOn(wire).post('/socratic/signals', ask)

    expect(server.requests).toHaveLength(1)
    const [request] = server.requests
    const body = JSON.parse(request?.body ?? '{}')
    expect(request?.headers[wire.key[0]]).toBe(wire.key[1])
    expect(wire.schemaOf(body)).toMatchObject({ type: 'object', additionalProperties: false })
    expect(wire.userTextOf(body)).toContain('Machine Learning')
    expect(wire.instructionsOf(body)).not.toContain('Machine Learning')
  })

  it('fenced JSON is read', async () => {
    server.play('*', (response, request, socket) => {
      const fenced: Wire = { ...wire, say: (text) => wire.say('```json\n' + text + '\n```') }
      sayFor(fenced, rewriteQuestions)(response, request, socket)
    })
    const { envelope } = await agentsOn(wire).post('/socratic/signals', ask)

    expect(envelope.data.questions[0].expects).toBe(EXPECTS)
  })

  const failures: [string, Behaviour, object][] = [
    ['prose', wire.say('Sure! Here are your questions.'), { usage: { ...USED, model: 'm' } }],
    ['an object of another shape', wire.say('{"questions":"none"}'), { usage: { ...USED, model: 'm' } }],
    ['an empty text', wire.say(''), {}],
    ['a cut-off answer', wire.say('{"questions":[{"id":', 'cut_off'), { usage: { ...USED, model: 'm' } }],
    ['a refusal', wire.say('', 'refused'), {}],
    ['429', answerStatus(429, { 'retry-after': '7' }), {}],
    ['500', answerStatus(500), {}],
    ['401', answerJson({ error: { message: 'key-canary is wrong' } }, {}, 401), {}],
    ['a redirect', answerStatus(307, { location: 'https://evil.example/' }), {}],
    ['HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), {}],
    ['a body that breaks off', cutBody(), {}],
    ['a flood', floodBody(), {}],
    ['a reset connection', resetConnection(), {}],
    ['silence', hang(), {}],
  ]
  it.each(failures)('%s leaves the twin, marked as degraded and kept briefly', async (_name, play, meta) => {
    server.play('*', play)
    const { post, lines } = agentsOn(wire, 'key-canary')
    const startedAt = performance.now()
    const reply = await post('/socratic/signals', ask, { 'x-deadline-ms': '800' })

    // By the caller's deadline, not by the 15 s that one try may take; a loaded machine answers late.
    expect(performance.now() - startedAt).toBeLessThan(7_000)
    expect(reply.status).toBe(200)
    expect(reply.envelope.data).toEqual(CATALOG.socratic.compose(ask))
    expect(reply.envelope.meta).toMatchObject({ degraded: true, ...meta })
    expect(reply.headers.get('cache-control')).toBe('private, max-age=900')
    expect(lines.map(({ fields }) => fields['event'])).toEqual(['llm_writes_nothing'])
    expect(JSON.stringify([lines, reply])).not.toContain('key-canary')
    expect(server.requests).toHaveLength(1)
  })

  const refusals: [string, Behaviour, number, string][] = [
    ['prose', wire.say('Sure!'), 200, 'AGENT_ERROR'],
    ['a refusal', wire.say('', 'refused'), 200, 'AGENT_ERROR'],
    ['429', answerStatus(429, { 'retry-after': '7' }), 429, 'RATE_LIMIT'],
    ['500', answerStatus(500), 502, 'AGENT_ERROR'],
    ['401', answerStatus(401), 200, 'AGENT_ERROR'],
    ['silence', hang(), 503, 'DEADLINE'],
  ]
  it.each(refusals)('the instructor answers an error to %s', async (_name, play, status, code) => {
    server.play('*', play)
    const reply = await agentsOn(wire).post('/instructor/daily', planAskOf(), { 'x-deadline-ms': '800' })

    expect(reply.status).toBe(status)
    expect(reply.envelope).toMatchObject({ ok: false, code })
    expect(reply.headers.get('retry-after')).toBe(status === 429 ? '7' : null)
  })
})
