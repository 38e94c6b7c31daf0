import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatherSignals } from '../../../supabase/functions/_shared/agentClients.ts'
import { AGENT_FAULTS } from '../../support/agentFaults.ts'
import { answerRaw } from '../../support/rawReplies.ts'
import {
  answerJson,
  answerStatus,
  answerText,
  type Behaviour,
  type ScriptedAgent,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import { createAsk, createEntriesExcept, createEntry, createPorts, TA_DATA, wrap } from './fixture.ts'

// Guards the promise that no agent can cost a learner the day: every behaviour ends as a value with a reason, inside
// the budget, and what was stored stays untouched.

const good = answerJson(wrap(TA_DATA))
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n'
const FAILING = AGENT_FAULTS.filter((fault) => fault.reason !== null)
const ODD = AGENT_FAULTS.filter((fault) => fault.reason === null)

let agent: ScriptedAgent
beforeAll(async () => {
  agent = await startScriptedAgent()
})
afterAll(() => agent.close())

async function gatherFrom(behaviours: Behaviour[], storedAgeMs: number | null) {
  const ports = createPorts(agent.root)
  const ask = createAsk(ports.timer)
  const cached = await createEntriesExcept(ask, ports, 'ta')
  if (storedAgeMs !== null) cached.push(await createEntry('ta', ask, ports, { age_ms: storedAgeMs }))
  agent.play('ta', ...behaviours)
  agent.requests.length = 0
  agent.whenStuck(() => ports.timer.advance(20_000))
  const results = await gatherSignals({ ...ask, cached }, ports)
  return { results, ports, waited: ports.timer.sleeps.reduce((sum, ms) => sum + ms, 0) }
}

describe('an agent that', () => {
  test.each(FAILING)(
    '$name leaves a reason, not an error',
    async ({ play, reason, attempts }) => {
      const { results, ports, waited } = await gatherFrom([...play], null)

      expect(results.ta).toMatchObject({
        kind: 'unavailable',
        reason,
        attempts,
        data: null,
        last_updated: null,
      })
      expect(results.ta.write).toMatchObject({ kind: 'failed', failure: reason })
      expect([results.clo.kind, results.alex.kind, results.socratic.kind]).toEqual(['hit', 'hit', 'hit'])
      expect(agent.requests.length).toBe(attempts)
      expect(waited).toBeLessThanOrEqual(9_000)
      expect(ports.timer.pending()).toBe(0)
    },
  )

  test.each(ODD)('$name still gives a signal', async ({ play, attempts }) => {
    const { results, ports } = await gatherFrom([...play], null)

    expect(results.ta).toMatchObject({ kind: 'fetched', reason: null, attempts })
    expect(ports.timer.pending()).toBe(0)
  })

  const lasting = FAILING.filter((fault) => !fault.only_cold)
  test.each(lasting)('$name does not touch what is stored', async ({ play, reason }) => {
    const { results } = await gatherFrom([...play], 100 * 3_600_000)

    expect(results.ta).toMatchObject({ kind: 'stale_served', data: { stored: 'ta' }, fresh: false, reason })
    expect(results.ta.write).toMatchObject({ kind: 'failed', failure: reason })
    expect(results.ta.write).not.toHaveProperty('data')
  })

  test('knows nothing of the learner (404) makes the signal unavailable even if one is stored', async () => {
    const { results } = await gatherFrom([answerStatus(404)], 100 * 3_600_000)

    expect(results.ta).toMatchObject({ kind: 'unavailable', reason: 'not_found', attempts: 1 })
  })

  test.each([
    ['of a declared length', answerJson({ ok: true, data: { text: 'x'.repeat(300_000) } })],
    [
      'of no declared length',
      answerRaw(HEAD, JSON.stringify({ ok: true, data: { text: 'x'.repeat(300_000) } })),
    ],
  ])('sends too much, %s, is reported as TOO_LARGE', async (_name, behaviour) => {
    const { ports } = await gatherFrom([behaviour], null)

    expect(ports.lines).toMatchObject([{ level: 'warn', fields: { code: 'TOO_LARGE', agent: 'ta' } }])
  })

  // Asked for it, the runtime unpacks before anybody can count: 58 MB for four bombs of 12 KB.
  test('could pack its answer is asked not to, and a packed answer is named in the log', async () => {
    const { ports } = await gatherFrom([answerText(gzipSync('{}'), { 'content-encoding': 'gzip' })], null)

    expect(agent.requests[0]?.headers['accept-encoding']).toBe('identity')
    expect(ports.lines).toMatchObject([{ fields: { detail: 'content-encoding: not asked for' } }])
  })

  test('recovers on the second try is a fetched signal', async () => {
    const { results, ports } = await gatherFrom([answerStatus(503), good], null)

    expect(results.ta).toMatchObject({ kind: 'fetched', attempts: 2, data: TA_DATA })
    expect(ports.timer.sleeps).toEqual([1_000])
  })

  test('lies about a 304 once is asked plainly and then believed', async () => {
    const { results } = await gatherFrom([answerStatus(304), good], null)

    expect(results.ta).toMatchObject({ kind: 'fetched', attempts: 2, data: TA_DATA })
    expect(agent.requests.map((request) => request.headers['if-none-match'])).toEqual([undefined, undefined])
  })

  test('asks for 3 s by number or date is not asked earlier', async () => {
    const at = new Date(Date.now() + 3_000).toUTCString()
    for (const retryAfter of ['3', '2, 3', at]) {
      const { results, ports } = await gatherFrom(
        [answerStatus(429, { 'retry-after': retryAfter }), good],
        null,
      )

      expect(results.ta.kind).toBe('fetched')
      // An HTTP date counts whole seconds.
      expect(ports.timer.sleeps[0]).toBeGreaterThanOrEqual(2_000)
      expect(ports.timer.sleeps[0]).toBeLessThanOrEqual(3_000)
    }
  })

  test('smuggles NUL, bidi, lone surrogates and __proto__ delivers clean data', async () => {
    const dirty =
      '{"ok":true,"data":{"a\\u0000b":"x\\u0000\\u202ey\\ud800z\\nline","__proto__":{"evil":1},"n":1e999,"__pro\\u0000to__":1}}'
    const { results } = await gatherFrom([answerText(dirty)], null)

    expect(results.ta.data).toEqual({ ab: 'xyz\nline', n: null })
    expect(Object.getOwnPropertyNames(results.ta.data ?? {})).toEqual(['ab', 'n'])
  })
})
