import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendWebhook } from '../../../supabase/functions/_shared/hooks/sendWebhook.ts'
import { verifyWebhook } from '../../../supabase/functions/_shared/hooks/signature.ts'
import {
  answerJson,
  answerStatus,
  answerText,
  type Behaviour,
  floodBody,
  hang,
  resetConnection,
  type ScriptedAgent,
  stallInBody,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import { createVirtualTimer } from '../../support/virtualTimer.ts'

let server: ScriptedAgent
beforeAll(async () => {
  server = await startScriptedAgent()
})
afterAll(() => server.close())

async function deliver(...behaviours: Behaviour[]) {
  const timer = createVirtualTimer()
  const leave = new AbortController()
  server.play('hook', ...behaviours)
  server.whenStuck(() => timer.advance(5_000))
  const result = await sendWebhook(
    { url: `${server.root}/hook`, secret: 's', id: 'msg-1', body: { n: 1 }, timeout_ms: 5_000 },
    { fetch: (url, init) => fetch(url, init), timer },
    leave.signal,
  )
  return { result, timer, request: server.requests.at(-1) }
}

describe('a delivery', () => {
  it('is one signed POST of JSON, and gives the JSON of the answer', async () => {
    const { result, request, timer } = await deliver(answerJson({ score: 0.5 }))
    const headers = new Headers()
    for (const [name, value] of Object.entries(request?.headers ?? {})) headers.set(name, String(value))

    expect(result).toEqual({ ok: true, answer: { score: 0.5 } })
    expect([request?.method, request?.body, headers.get('content-type')]).toEqual([
      'POST',
      '{"n":1}',
      'application/json',
    ])
    expect(await verifyWebhook(['s'], headers, request?.body ?? '', timer.now())).toBe('msg-1')
    expect(timer.pending()).toBe(0)
  })

  it('follows no redirect', async () => {
    const before = server.requests.length
    const { result } = await deliver(answerStatus(307, { location: `${server.root}/elsewhere` }))
    expect(result).toEqual({ ok: false, error_code: 'REFUSED', retryable: false })
    expect(server.requests.length - before).toBe(1)
  })

  it.each<[string, Behaviour, string, boolean]>([
    ['no answer', hang(), 'TIMEOUT', true],
    ['half an answer', stallInBody(), 'TIMEOUT', true],
    ['a broken connection', resetConnection(), 'NETWORK', true],
    ['a refusal', answerStatus(403), 'REFUSED', false],
    ['too many requests', answerStatus(429), 'REFUSED', true],
    ['a server that is down', answerStatus(503), 'REFUSED', true],
  ])('%s is a failure that says what it was', async (_name, behaviour, error_code, retryable) => {
    const { result, timer } = await deliver(behaviour)
    expect(result).toEqual({ ok: false, error_code, retryable })
    expect(timer.pending()).toBe(0)
  })

  it.each<[string, Behaviour]>([
    ['words', answerText('Workflow was started')],
    ['nothing', answerText('')],
    ['a body that never ends', floodBody()],
    ['half a megabyte', answerJson({ score: 1, more: 'x'.repeat(500_000) })],
  ])('%s is delivered, without an answer to read', async (_name, behaviour) => {
    expect((await deliver(behaviour)).result).toEqual({ ok: true, answer: null })
  })
})
