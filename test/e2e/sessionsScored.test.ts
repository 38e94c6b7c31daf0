// A session whose winner an outside scorer weighs later: it is asked by a signed webhook and calls back with another.
import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessionStatusResponseSchema } from '../../supabase/functions/_shared/contract/session.ts'
import { signUpLearner } from '../support/learner.ts'
import { answerJson, type ScriptedAgent, startScriptedAgent } from '../support/scriptedAgent.ts'
import { createSessionApi, type SessionApi } from '../support/sessions.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

const SECRETS = ['old-callback-secret', 'new-callback-secret'] as const
let scorer: ScriptedAgent
let stack: RunningStack
let api: SessionApi
beforeAll(async () => {
  scorer = await startScriptedAgent()
  scorer.play('later', answerJson({ accepted: true }, {}, 202))
  stack = await startStack({
    N8N_WEBHOOK_ASYNC: `${scorer.root}/later`,
    N8N_SECRET: 'a-sending-secret',
    HMAC_SECRET: SECRETS.join(', '),
  })
  const { token } = await signUpLearner(stack.info)
  api = createSessionApi(stack.info, { authorization: `Bearer ${token}` })
})
afterAll(async () => {
  await stack.stop()
  await scorer.close()
})

/** Signed by the letter of the specification, not by our own code. */
function sign(secret: string, body: string, at = Date.now()) {
  const id = `msg_${randomUUID()}`
  const timestamp = String(Math.floor(at / 1000))
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
}

const nobody = () => createSessionApi(stack.info, {})
const callBack = (id: string, answer: unknown, secret: string = SECRETS[0], headers = {}) => {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer)
  return nobody().ask(`${id}/callback`, { body, headers: { ...sign(secret, body), ...headers } })
}

/** A session that has asked the scorer, and where it wants to be called back. */
async function startAsked() {
  const asked = scorer.requests.length
  const id = await api.start({ prompt: 'Plan sorting', mode: 'fast', options: { qualityThreshold: 0.5 } })
  await expect.poll(() => scorer.requests.length, { timeout: 10_000 }).toBe(asked + 1)
  const { body } = scorer.requests.at(-1) ?? { body: '{}' }
  return { id, request: JSON.parse(body) as Record<string, unknown> }
}

it('0-15 ends with the score that its outside scorer calls back with, which counts once', async () => {
  const { id, request } = await startAsked()
  expect(request).toMatchObject({
    run_id: id,
    callbackUrl: `${stack.info.FUNCTIONS_URL}/session/${id}/callback`,
  })

  const first = await callBack(id, { passed: 9, total: 10 })
  const again = await callBack(id, { passed: 1, total: 10 }, SECRETS[1])
  expect([first.status, first.json]).toEqual([200, { settled: true }])
  expect([again.status, again.json]).toEqual([200, { settled: false }])
  await api.follow(id)
  const { meta, events } = sessionStatusResponseSchema.parse((await api.ask(id)).json)
  expect(events.filter(({ type }) => type === 'external_score').map(({ data }) => data)).toEqual([{
    score: 0.9,
  }])
  expect(meta.status).toBe('succeeded')

  const late = await callBack(id, { score: 0.1 })
  expect([late.status, late.json]).toEqual([200, { settled: false }])
  expect(sessionStatusResponseSchema.parse((await api.ask(id)).json)).toEqual({ meta, events })
})

it('0-15 takes each documented shape, signed with either secret that is live', async () => {
  const scores = []
  for (const [index, answer] of [{ passRate: 0.75 }, { score: 0.75 }, { passed: 3, total: 4 }].entries()) {
    const { id } = await startAsked()
    expect((await callBack(id, answer, SECRETS[index % 2])).json).toEqual({ settled: true })
    const events = await api.follow(id)
    scores.push(...events.filter(({ type }) => type === 'external_score').map(({ data }) => data.score))
  }
  expect(scores).toEqual([0.75, 0.75, 0.75])
})

it('0-15 refuses who did not sign exactly this, now, with a secret it knows, and changes nothing', async () => {
  const { id } = await startAsked()
  const good = JSON.stringify({ score: 1 })
  const refused = await Promise.all([
    nobody().ask(`${id}/callback`, { body: good }),
    callBack(id, good, 'another-secret'),
    callBack(id, good, SECRETS[0], { 'webhook-id': 'msg_other' }),
    callBack(id, good, SECRETS[0], sign(SECRETS[0], good, Date.now() - 600_000)),
    callBack(id, good, SECRETS[0], sign(SECRETS[0], '{"score":0}')),
    nobody().ask(`${id}/callback`, { body: 'no json' }),
  ])
  expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
  expect(new Set(refused.map(({ json }) => JSON.stringify(json.error).replace(/"requestId":"[^"]+"/, ''))))
    .toHaveLength(1)

  const unreadable = await Promise.all(
    [{ score: 2 }, { score: '1' }, { passed: 2, total: 1 }, {}, '[]', 'no json'].map((answer) =>
      callBack(id, answer)
    ),
  )
  expect(unreadable.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400])
  const unknown = await callBack(randomUUID(), { score: 1 })
  expect([unknown.status, unknown.json.error]).toMatchObject([404, { details: { reason: 'RUN_NOT_FOUND' } }])
  const huge = await callBack(id, JSON.stringify({ score: 1, log: 'x'.repeat(300_000) }))
  expect(huge.status).toBe(413)

  expect((await callBack(id, { score: 1 })).json).toEqual({ settled: true })
  expect((await api.follow(id)).filter(({ type }) => type === 'external_score')).toHaveLength(1)
})
