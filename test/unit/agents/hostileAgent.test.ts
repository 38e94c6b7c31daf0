import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatherSignals } from '../../../supabase/functions/_shared/agentClients.ts'
import type { SignalResult } from '../../../supabase/functions/_shared/domain/signalQuality.ts'
import {
  answerGzipBomb,
  answerJson,
  answerStatus,
  answerText,
  type Behaviour,
  cutBody,
  floodBody,
  hang,
  resetConnection,
  sayGarbage,
  type ScriptedAgent,
  stallInBody,
  stallInHeaders,
  startScriptedAgent,
} from '../../support/scriptedAgent.ts'
import { createAsk, createEntriesExcept, createEntry, createPorts, TA_DATA, wrap } from './fixture.ts'

// Guards the promise that no agent can cost a learner the day: every behaviour ends as a value with a reason, inside
// the budget, and what was stored stays untouched.

type Hostile = [name: string, behaviours: Behaviour[], reason: SignalResult['reason'], attempts: number]

const good = answerJson(wrap(TA_DATA))
const nested = (levels: number) => `{"ok":true,"data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`

const HOSTILE: Hostile[] = [
  ['hangs', [hang()], 'timeout', 1],
  ['sends headers for ever', [stallInHeaders()], 'timeout', 1],
  ['stops in the middle of the body', [stallInBody()], 'timeout', 1],
  ['resets every connection', [resetConnection()], 'agent_error', 4],
  ['cuts the body short', [cutBody()], 'agent_error', 4],
  ['speaks another protocol', [sayGarbage()], 'agent_error', 4],
  ['answers 500 four times', [answerStatus(500)], 'agent_error', 4],
  [
    'answers 503 without JSON',
    [answerText('<h1>busy</h1>', { 'content-type': 'text/html' }, 503)],
    'agent_error',
    4,
  ],
  ['answers 503 DEADLINE', [answerJson({ ok: false, code: 'DEADLINE' }, {}, 503)], 'budget', 4],
  ['answers 429 without Retry-After', [answerStatus(429)], 'rate_limited', 4],
  ['answers 429 for an hour', [answerStatus(429, { 'retry-after': '3600' })], 'rate_limited', 1],
  [
    'answers 429 with an overflowing Retry-After',
    [answerStatus(429, { 'retry-after': '9'.repeat(40) })],
    'rate_limited',
    1,
  ],
  [
    'answers 429 until 2099',
    [answerStatus(429, { 'retry-after': 'Wed, 21 Oct 2099 07:28:00 GMT' })],
    'rate_limited',
    1,
  ],
  [
    'answers 429 with junk in Retry-After',
    [answerStatus(429, { 'retry-after': 'soon, or 1e9' })],
    'rate_limited',
    4,
  ],
  ['answers 429 with an empty Retry-After', [answerStatus(429, { 'retry-after': '' })], 'rate_limited', 4],
  [
    'answers 429 with a negative Retry-After',
    [answerStatus(429, { 'retry-after': '-5' })],
    'rate_limited',
    4,
  ],
  ['says RATE_LIMIT in a 200', [answerJson({ ok: false, code: 'RATE_LIMIT' })], 'rate_limited', 4],
  ['answers 401', [answerJson({ ok: false }, {}, 401)], 'agent_error', 1],
  ['answers 403', [answerStatus(403)], 'agent_error', 1],
  ['answers 400', [answerStatus(400)], 'bad_schema', 1],
  ['answers 413', [answerStatus(413)], 'bad_schema', 1],
  ['answers 418', [answerStatus(418)], 'agent_error', 1],
  ['redirects to itself', [answerStatus(302, { location: '/ta/signals' })], 'agent_error', 1],
  [
    'redirects to the metadata address',
    [answerStatus(307, { location: 'http://169.254.169.254/' })],
    'agent_error',
    1,
  ],
  ['answers 204', [answerStatus(204)], 'bad_schema', 1],
  ['answers 206', [answerJson(wrap(TA_DATA), {}, 206)], 'bad_schema', 1],
  ['answers an empty 200', [answerText('')], 'bad_schema', 1],
  ['answers HTML with 200', [answerText('<html></html>', { 'content-type': 'text/html' })], 'bad_schema', 1],
  [
    'answers JSON as text/plain',
    [answerText(JSON.stringify(wrap(TA_DATA)), { 'content-type': 'text/plain' })],
    'bad_schema',
    1,
  ],
  ['answers cut JSON', [answerText('{"ok":true,"data":{')], 'bad_schema', 1],
  [
    'answers bytes that are no UTF-8',
    [answerText(Buffer.from('{"ok":true,"data":{"a":"\xff"}}', 'latin1'))],
    'bad_schema',
    1,
  ],
  ['answers a bare array', [answerText('[1,2]')], 'bad_schema', 1],
  ['answers null', [answerText('null')], 'bad_schema', 1],
  ['forgets ok', [answerJson({ data: TA_DATA })], 'bad_schema', 1],
  ['says ok: "true"', [answerJson({ ok: 'true', data: TA_DATA })], 'bad_schema', 1],
  ['forgets data', [answerJson({ ok: true })], 'bad_schema', 1],
  ['sends data as a list', [answerJson({ ok: true, data: [TA_DATA] })], 'bad_schema', 1],
  ['says ok: false in a 200', [answerJson({ ok: false, data: TA_DATA, error: 'no' })], 'agent_error', 1],
  ['invents a code', [answerJson({ ok: false, code: 'WHATEVER' })], 'agent_error', 1],
  ['claims a code that only we set', [answerJson({ ok: false, code: 'CIRCUIT_OPEN' })], 'agent_error', 1],
  ['nests 17 levels deep', [answerText(nested(15))], 'bad_schema', 1],
  ['nests 100,000 levels deep', [answerText(nested(100_000))], 'bad_schema', 1],
  ['sends 300 KB', [answerJson({ ok: true, data: { text: 'x'.repeat(300_000) } })], 'bad_schema', 1],
  ['sends without end', [floodBody()], 'bad_schema', 1],
  ['sends a gzip bomb of 64 MB', [answerGzipBomb(64)], 'bad_schema', 1],
  ['calls plain text gzip', [answerText('{"ok":true}', { 'content-encoding': 'gzip' })], 'agent_error', 4],
  [
    'cuts a gzip stream',
    [answerText(gzipSync('{"ok":true}').subarray(0, 12), { 'content-encoding': 'gzip' })],
    'bad_schema',
    1,
  ],
  ['drifts from the schema', [answerJson(wrap({ ...TA_DATA, blockers: 'none' }))], 'bad_schema', 1],
  [
    'speaks a later contract',
    [answerJson(wrap(TA_DATA, 'ta', { contract: 'wisely.signals/9' }))],
    'bad_schema',
    1,
  ],
  ['answers as another agent', [answerJson(wrap(TA_DATA, 'clo'))], 'bad_schema', 1],
  [
    'works only after the budget is gone',
    [answerStatus(503, { 'retry-after': '9' }), good],
    'agent_error',
    1,
  ],
]

// Without a stored entry no validator goes out, so these are lies.
const LIARS: Hostile[] = [
  ['answers 304 to a plain GET, twice', [answerStatus(304)], 'bad_schema', 2],
  [
    'says NOT_MODIFIED to a plain GET, twice',
    [answerJson({ ok: true, code: 'NOT_MODIFIED' })],
    'bad_schema',
    2,
  ],
]

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
  test.each([...HOSTILE, ...LIARS])(
    '%s leaves a reason, not an error',
    async (_name, behaviours, reason, attempts) => {
      const { results, ports, waited } = await gatherFrom([...behaviours], null)

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

  test.each(HOSTILE)('%s does not touch what is stored', async (_name, behaviours, reason) => {
    const { results } = await gatherFrom([...behaviours], 100 * 3_600_000)

    expect(results.ta).toMatchObject({ kind: 'stale_served', data: { stored: 'ta' }, fresh: false, reason })
    expect(results.ta.write).toMatchObject({ kind: 'failed', failure: reason })
    expect(results.ta.write).not.toHaveProperty('data')
  })

  test('knows nothing of the learner (404) makes the signal unavailable even if one is stored', async () => {
    const { results } = await gatherFrom([answerStatus(404)], 100 * 3_600_000)

    expect(results.ta).toMatchObject({ kind: 'unavailable', reason: 'not_found', attempts: 1 })
  })

  test.each([
    ['declared', answerJson({ ok: true, data: { text: 'x'.repeat(300_000) } })],
    [
      'streamed',
      answerText(gzipSync(JSON.stringify({ ok: true, data: { text: 'x'.repeat(300_000) } })), {
        'content-encoding': 'gzip',
      }),
    ],
  ])('sends too much, %s, is reported as TOO_LARGE', async (_name, behaviour) => {
    const { ports } = await gatherFrom([behaviour], null)

    expect(ports.lines).toMatchObject([{ level: 'warn', fields: { code: 'TOO_LARGE', agent: 'ta' } }])
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
