import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createMemoryBuckets } from '../../../supabase/functions/_shared/http/rateLimit.ts'
import { NOW } from '../../support/memoryHall.ts'
import { createMemoryRuns, memorySessions, RUN_ID } from '../../support/memorySessions.ts'

const SECRETS = ['first-secret', 'second-secret']
const CALLBACK = `${RUN_ID}/callback`

/** Signed by the letter of the specification, not by our own code. */
function sign(secret: string, body: string | Uint8Array, offsetMs = 0) {
  const timestamp = String(Math.floor((Date.parse(NOW) + offsetMs) / 1000))
  const mac = createHmac('sha256', secret).update(`msg_1.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': 'msg_1', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

/** What was settled, and a way to call back. */
function createReceiver(more: Parameters<typeof memorySessions>[1] = {}) {
  const runs = createMemoryRuns()
  const settled: unknown[] = []
  runs.store.settleTask = (...args) => {
    settled.push(args)
    return Promise.resolve({ settled: true, known: true })
  }
  const { send } = memorySessions(runs, { callback_secrets: SECRETS, ...more })
  const callBack = (body: string, headers: Record<string, string> = sign('first-secret', body)) =>
    send(CALLBACK, { body, headers: { authorization: '', ...headers } })
  return { settled, callBack, send }
}

describe('a callback', () => {
  it('0-15 is read in each documented shape and stored as one score', async () => {
    const { settled, callBack } = createReceiver()
    for (const body of ['{"passRate":0.5}', '{"score":0.5}', '{"passed":2,"total":4}']) {
      expect((await callBack(body)).status).toBe(200)
    }
    expect(settled).toEqual(Array.from({ length: 3 }, () => [RUN_ID, 'score:answer', { score: 0.5 }]))
  })

  it('0-15 is refused without a live secret, with another, or out of its time, before its body is understood', async () => {
    const { settled, callBack } = createReceiver()
    const body = '{"score":1}'
    expect((await callBack(body, sign('second-secret', body))).status).toBe(200)
    expect((await callBack(body, sign('first-secret', body, 299_000))).status).toBe(200)
    for (
      const headers of [
        {},
        sign('third-secret', body),
        sign('first-secret', '{"score":0}'),
        sign('first-secret', body, 301_000),
        sign('first-secret', body, -301_000),
        { ...sign('first-secret', body), 'webhook-signature': 'v1,' },
      ]
    ) expect((await callBack(body, headers)).status).toBe(401)
    expect((await callBack('no json', {})).status).toBe(401)
    const closed = createReceiver({ callback_secrets: [] })
    expect((await closed.callBack(body, sign('', body))).status).toBe(401)
    expect(settled).toHaveLength(2)
  })

  it('that is signed and makes no sense is told so', async () => {
    const { settled, callBack } = createReceiver()
    for (const body of ['{"score":1.1}', '{"passed":3,"total":2}', '[]', 'no json', '']) {
      expect((await callBack(body)).status, body).toBe(400)
    }
    expect((await callBack(`{"score":1,"log":"${'x'.repeat(64 * 1024)}"}`)).status).toBe(413)
    expect(settled).toEqual([])
  })

  it('that nobody signed is slowed down like any stranger', async () => {
    const stranger_buckets = createMemoryBuckets({ policy: 'strangers', capacity: 2, per_s: 60 }, () => 0)
    const { callBack } = createReceiver({ stranger_buckets })
    const tries = []
    for (let count = 0; count < 3; count += 1) tries.push((await callBack('{"score":1}', {})).status)
    expect(tries).toEqual([401, 401, 429])
    expect((await callBack('{"score":1}')).status).toBe(200)
  })
})
