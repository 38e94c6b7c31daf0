// Spans to a collector over real HTTP. Accident it prevents: observing a request that makes it slower or fail, or that
// carries away what a learner wrote.
import { afterEach, describe, expect, it } from 'vitest'
import type { Span } from '../../supabase/functions/_shared/contract/span.ts'
import { createSpanExporter } from '../../supabase/functions/_shared/platform/otlp.ts'
import { DAY, dayStore, memoryApp, USER } from '../support/memoryApp.ts'
import { logInto, type LogLine } from '../support/logLines.ts'
import { answerStatus, hang, type ScriptedAgent, startScriptedAgent } from '../support/scriptedAgent.ts'
import { createVirtualTimer } from '../support/virtualTimer.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`

const collectors: ScriptedAgent[] = []
afterEach(async () => {
  for (const collector of collectors.splice(0)) await collector.close()
})

async function openTracing() {
  const collector = await startScriptedAgent()
  collectors.push(collector)
  collector.play('*', answerStatus(200))
  const background: Promise<unknown>[] = []
  const lines: LogLine[] = []
  const timer = createVirtualTimer()
  const exportSpans = createSpanExporter({
    settings: { endpoint: `${collector.root}/v1/traces`, headers: { 'x-key': 'canary' } },
    service: { name: 'wisely-orchestrator', version: '1' },
    fetch,
    keepAlive: (work) => void background.push(work),
    timer,
    log: logInto(lines),
  })
  return { collector, exportSpans, lines, timer, done: () => Promise.all(background) }
}

type Exported = {
  resourceSpans: { scopeSpans: { spans: (Record<string, unknown> & { name: string })[] }[] }[]
}
const spansOf = (body: string) => (JSON.parse(body) as Exported).resourceSpans[0]?.scopeSpans[0]?.spans ?? []

describe('spans', () => {
  it('tell a request and below it each agent that was called, in the trace of the caller', async () => {
    const { collector, exportSpans, done } = await openTracing()
    await memoryApp(dayStore(), { exportSpans }).send('day.run', {
      body: {},
      headers: { traceparent: TRACEPARENT },
    })
    await done()

    const [request] = collector.requests
    expect([request?.method, request?.url.pathname, request?.headers['x-key']])
      .toEqual(['POST', '/v1/traces', 'canary'])
    const [server, ...clients] = spansOf(request?.body ?? '')
    expect(server).toMatchObject({
      name: 'POST day.run',
      traceId: TRACE,
      parentSpanId: '00f067aa0ba902b7',
      kind: 2,
    })
    expect(clients.map(({ name }) => name)).toEqual(['agent clo', 'agent alex', 'agent ta', 'agent socratic'])
    expect(clients.every(({ traceId, parentSpanId }) => traceId === TRACE && parentSpanId === server?.spanId))
      .toBe(true)
    expect([server, ...clients].every((span) => /^\d{19}$/.test(String(span?.startTimeUnixNano)))).toBe(true)
  })

  it('carry nothing that a learner wrote and no id of the learner', async () => {
    const { collector, exportSpans, done } = await openTracing()
    await memoryApp(dayStore(), { exportSpans }).send('day.run', { body: {} })
    await done()

    const body = collector.requests[0]?.body ?? ''
    expect(body).toContain('day.run')
    for (const secret of [DAY.intent.topic, DAY.intent.end_goal, USER, 'pseudonym', 'canary', 'good']) {
      expect(body).not.toContain(secret)
    }
  })

  it('are not exported when the caller does not record its trace', async () => {
    const exported: Span[][] = []
    const { send } = memoryApp(dayStore(), { exportSpans: (spans) => void exported.push(spans) })
    await send('day.run', { body: {}, headers: { traceparent: TRACEPARENT.replace(/01$/, '00') } })

    expect(exported).toEqual([])
  })

  it('go to a collector that is down, refuses or hangs without anybody noticing but the log', async () => {
    const { collector, exportSpans, lines, timer, done } = await openTracing()
    const { send } = memoryApp(dayStore(), { exportSpans })

    collector.play('*', answerStatus(503))
    expect((await send('day.run', { body: {} })).status).toBe(200)
    await done()
    collector.play('*', hang())
    collector.whenStuck(() => timer.advance(60_000))
    expect((await send('day.run', { body: {} })).status).toBe(200)
    await done()
    await collector.close()
    expect((await send('day.run', { body: {} })).status).toBe(200)
    await done()

    expect(lines.map(({ fields }) => fields.message)).toEqual([
      'Cannot export spans: the collector answers 503',
      'Cannot export spans: the collector cannot be reached',
    ])
    expect(JSON.stringify(lines)).not.toContain(collector.root)
  })

  it('are dropped, not queued, while a collector hangs', async () => {
    const { collector, exportSpans, lines, timer, done } = await openTracing()
    collector.play('*', hang())
    const { send } = memoryApp({}, { exportSpans })
    for (let n = 0; n < 30; n += 1) await send('health', { method: 'GET' })
    await new Promise<void>((resolve) => {
      let stuck = 0
      const see = () => (stuck += 1) === 20 && resolve()
      collector.whenStuck(see)
      for (let n = 0; n < collector.requests.length; n += 1) see()
    })

    expect(collector.requests).toHaveLength(20)
    expect(lines.map(({ fields }) => fields.message)).toEqual([
      'Cannot export spans: too many exports under way',
    ])
    timer.advance(5_000)
    await done()
  })
})

it('every log line names trace and span, and agents are called in that trace', async () => {
  const seen: (string | null)[] = []
  const { send, lines } = memoryApp(dayStore(), {
    inProcess: (request) => {
      seen.push(request.headers.get('traceparent'))
      return Promise.resolve(new Response('no', { status: 404 }))
    },
  })
  await send('day.run', { body: {}, headers: { traceparent: TRACEPARENT } })

  const { trace_id, span_id } = lines[0]?.fields ?? {}
  expect(trace_id).toBe(TRACE)
  expect(seen).toEqual(Array(4).fill(`00-${TRACE}-${span_id}-01`))
})
