import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FailureReason } from '../../supabase/functions/_shared/domain/signalQuality.ts'
import { answerLines, answerRaw, dripBody, dripHeaders, forgetLastChunk } from './rawReplies.ts'
import {
  answerJson,
  answerStatus,
  answerText,
  type Behaviour,
  cutBody,
  floodBody,
  hang,
  resetConnection,
  sayGarbage,
  stallInBody,
  stallInHeaders,
} from './scriptedAgent.ts'

// What an agent can do to us, told once: the unit test plays it in this process with a virtual clock, the torture of
// the agents over real connections with real time.

export type AgentFault = {
  /** Completes the sentence "an agent that …". */
  name: string
  /** What the tries meet, in order; the last one stays. */
  play: Behaviour[]
  /** What the signal ends as; null: odd, but a signal all the same. */
  reason: FailureReason | null
  /** Tries within the budget, when nothing else holds the agent back. */
  attempts: number
  /** A fault only while nothing is stored: with a validator in the request the same reply is right. */
  only_cold?: true
  /** The connection ends before a reply began. */
  ends_unanswered?: true
}

/** Signal data without `meta.contract`: any agent may say it. */
const DATA = { theme: 'a loose signal' }
const GOOD = JSON.stringify({ ok: true, data: DATA })
const JSON_LINE = 'content-type: application/json'
const lengthOf = (text: string) => `content-length: ${Buffer.byteLength(text)}`
const nested = (levels: number) => `{"ok":true,"data":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`
const limited = (retryAfter: string) => answerStatus(429, { 'retry-after': retryAfter })

type Told = [name: string, play: Behaviour | Behaviour[], attempts: number]

function tell(reason: FailureReason | null, ...told: Told[]): AgentFault[] {
  return told.map(([name, play, attempts]) => ({
    name,
    play: Array.isArray(play) ? play : [play],
    reason,
    attempts,
    ...(/every connection|without a word|another protocol/.test(name) ? { ends_unanswered: true } : {}),
  }))
}

const SILENT = tell(
  'timeout',
  ['hangs', hang(), 1],
  ['sends headers for ever', stallInHeaders(), 1],
  ['drips its headers', dripHeaders(), 1],
  ['stops in the middle of the body', stallInBody(), 1],
  ['drips its body', dripBody(), 1],
  ['never ends a body that is whole', forgetLastChunk(GOOD), 1],
)

const BROKEN = tell(
  'agent_error',
  ['resets every connection', resetConnection(), 4],
  ['cuts the body short', cutBody(), 4],
  ['speaks another protocol', sayGarbage(), 4],
  ['closes without a word', answerRaw(), 4],
  ['answers with a header of 1 MB', answerLines([JSON_LINE, `x-big: ${'x'.repeat(1_048_576)}`], GOOD), 4],
  ['names two lengths', answerLines([JSON_LINE, lengthOf(GOOD), 'content-length: 5'], GOOD), 4],
  ['names a negative length', answerLines([JSON_LINE, 'content-length: -5'], GOOD), 4],
  ['breaks its chunks', answerLines([JSON_LINE, 'transfer-encoding: chunked'], 'zz\r\n{}'), 4],
  ['answers 500 four times', answerStatus(500), 4],
  ['answers 503 without JSON', answerText('<h1>busy</h1>', { 'content-type': 'text/html' }, 503), 4],
  ['answers 503 for an hour', answerStatus(503, { 'retry-after': '3600' }), 1],
  ['answers 401', answerJson({ ok: false }, {}, 401), 1],
  ['answers 403', answerStatus(403), 1],
  ['answers 410', answerStatus(410), 1],
  ['answers 418', answerStatus(418), 1],
  ['redirects to itself', answerStatus(302, { location: '/ta/signals' }), 1],
  ['redirects to a file', answerStatus(301, { location: 'file:///etc/passwd' }), 1],
  ['redirects to the metadata address', answerStatus(307, { location: 'http://169.254.169.254/' }), 1],
  ['says ok: false in a 200', answerJson({ ok: false, data: DATA, error: 'no' }), 1],
  ['invents a code', answerJson({ ok: false, code: 'WHATEVER' }), 1],
  ['claims a code that only we set', answerJson({ ok: false, code: 'CIRCUIT_OPEN' }), 1],
  ['works only after the budget is gone', [
    answerStatus(503, { 'retry-after': '9' }),
    answerText(GOOD),
  ], 1],
)

const BUSY = [
  ...tell(
    'rate_limited',
    ['answers 429 without Retry-After', answerStatus(429), 4],
    ['answers 429 for no time at all', limited('0'), 4],
    ['answers 429 for an hour', limited('3600'), 1],
    ['answers 429 with an overflowing Retry-After', limited('9'.repeat(40)), 1],
    ['answers 429 until 2099', limited('Wed, 21 Oct 2099 07:28:00 GMT'), 1],
    ['answers 429 until yesterday', limited('Wed, 21 Oct 2015 07:28:00 GMT'), 4],
    ['answers 429 with two waits, one of an hour', limited('1, 3600'), 1],
    ['answers 429 with junk in Retry-After', limited('soon, or 1e9'), 4],
    ['answers 429 with an empty Retry-After', limited(''), 4],
    ['answers 429 with a negative Retry-After', limited('-5'), 4],
    ['says RATE_LIMIT in a 200', answerJson({ ok: false, code: 'RATE_LIMIT' }), 4],
  ),
  ...tell('budget', ['answers 503 DEADLINE', answerJson({ ok: false, code: 'DEADLINE' }, {}, 503), 4], [
    'says that its allowance is spent',
    answerJson({ ok: false, code: 'BUDGET' }, {}, 429),
    1,
  ]),
]

const MALFORMED = tell(
  'bad_schema',
  ['answers 400', answerStatus(400), 1],
  ['answers 413', answerStatus(413), 1],
  ['answers 202', answerJson({ ok: true, data: DATA }, {}, 202), 1],
  ['answers 204', answerStatus(204), 1],
  ['answers 206', answerJson({ ok: true, data: DATA }, {}, 206), 1],
  ['answers an empty 200', answerText(''), 1],
  ['answers HTML with 200', answerText('<html></html>', { 'content-type': 'text/html' }), 1],
  ['answers JSON as text/plain', answerText(GOOD, { 'content-type': 'text/plain' }), 1],
  [
    'names two content types',
    answerLines([JSON_LINE, 'content-type: text/html', lengthOf(GOOD)], GOOD),
    1,
  ],
  ['answers cut JSON', answerText('{"ok":true,"data":{'), 1],
  ['names a length that cuts its JSON', answerLines([JSON_LINE, 'content-length: 12'], GOOD), 1],
  ['answers two documents', answerText(GOOD + GOOD), 1],
  ['answers NaN', answerText('{"ok":true,"data":{"a":NaN}}'), 1],
  [
    'answers bytes that are no UTF-8',
    answerText(Buffer.from('{"ok":true,"data":{"a":"\xff"}}', 'latin1')),
    1,
  ],
  ['answers UTF-16', answerText(Buffer.from(GOOD, 'utf16le')), 1],
  ['answers a bare array', answerText('[1,2]'), 1],
  ['answers null', answerText('null'), 1],
  ['forgets ok', answerJson({ data: DATA }), 1],
  ['says ok: "true"', answerJson({ ok: 'true', data: DATA }), 1],
  ['forgets data', answerJson({ ok: true }), 1],
  ['sends data as a list', answerJson({ ok: true, data: [DATA] }), 1],
  ['nests 17 levels deep', answerText(nested(15)), 1],
  ['nests 100,000 levels deep', answerText(nested(100_000)), 1],
  ['sends 20,000 keys', answerText(`{"ok":true,"data":{${listKeys(20_000)}}}`), 1],
  ['sends 300 KB', answerJson({ ok: true, data: { text: 'x'.repeat(300_000) } }), 1],
  ['sends without end', floodBody(), 1],
  ['sends a gzip bomb of 64 MB', answerBomb('gzip'), 1],
  ['sends a Brotli bomb of 64 MB', answerBomb('br'), 1],
  [
    'cuts a gzip stream',
    answerText(gzipSync('{"ok":true}').subarray(0, 12), { 'content-encoding': 'gzip' }),
    1,
  ],
  ['calls plain text gzip', answerText(GOOD, { 'content-encoding': 'gzip' }), 1],
  ['packs an answer unasked', answerText(gzipSync(GOOD), { 'content-encoding': 'gzip' }), 1],
  ['drifts from the schema', driftFromSchema(), 1],
  [
    'speaks a later contract',
    answerJson({ ok: true, data: DATA, meta: { contract: 'wisely.signals/9' } }),
    1,
  ],
  [
    'answers as another agent',
    answerJson({ ok: true, data: DATA, meta: { contract: 'wisely.signals/1', agent: 'nobody' } }),
    1,
  ],
)

const LIARS: AgentFault[] = tell(
  'bad_schema',
  ['answers 304 to a plain GET, twice', answerStatus(304), 2],
  ['says NOT_MODIFIED to a plain GET, twice', answerJson({ ok: true, code: 'NOT_MODIFIED' }), 2],
).map((fault) => ({ ...fault, only_cold: true }))

const ODD = tell(
  null,
  [
    'says 103 and 102 first',
    answerRaw(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n',
      `HTTP/1.1 200 OK\r\n${JSON_LINE}\r\n${lengthOf(GOOD)}\r\n\r\n${GOOD}`,
    ),
    1,
  ],
  ['names no length', answerLines([JSON_LINE], GOOD), 1],
  [
    'answers once more unasked',
    answerLines([JSON_LINE, lengthOf(GOOD)], `${GOOD}HTTP/1.1 200 OK\r\n\r\n`),
    1,
  ],
  ['begins with a byte order mark', answerText(`\ufeff${GOOD}`), 1],
  [
    'names a wrong character set',
    answerText(GOOD, { 'content-type': 'application/json; charset=utf-16' }),
    1,
  ],
  ['sends an ETag that no header can carry back', answerText(GOOD, { etag: '"a b", "c"' }), 1],
  ['sends a weak ETag of 10 KB', answerText(GOOD, { etag: `W/"${'e'.repeat(10_240)}"` }), 1],
  ['sends 4,000 keys', answerText(`{"ok":true,"data":{${listKeys(4_000)}}}`), 1],
  [
    'smuggles NUL, surrogates and __proto__',
    answerText(
      '{"ok":true,"data":{"a\\u0000b":"x\\u0000\\u202ey\\ud800z","__proto__":{"evil":1},"n":1e999}}',
    ),
    1,
  ],
  ['recovers on the second try', [answerStatus(503), answerText(GOOD)], 2],
  ['resets once', [resetConnection(), answerText(GOOD)], 2],
  ['lies about a 304 once', [answerStatus(304), answerText(GOOD)], 2],
)

/** Every kind, each under its own name. */
export const AGENT_FAULTS: readonly AgentFault[] = [
  ...SILENT,
  ...BROKEN,
  ...BUSY,
  ...MALFORMED,
  ...LIARS,
  ...ODD,
]

/** Signs as the agent that was asked, with data of another shape. */
function driftFromSchema(): Behaviour {
  return (response, request, socket) => {
    const agent = request.url.pathname.split('/')[1] ?? ''
    const meta = { contract: 'wisely.signals/1', agent, agent_version: '2.0.0' }
    answerJson({ ok: true, data: { blockers: 'none', weeks_total: -1 }, meta })(response, request, socket)
  }
}

/** 64 MB of spaces in a few kilobytes; packed when it is first sent. */
function answerBomb(encoding: 'gzip' | 'br'): Behaviour {
  let packed: Buffer | null = null
  const pack = (bytes: Buffer) =>
    encoding === 'gzip'
      ? gzipSync(bytes)
      : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })
  return (response, request, socket) => {
    packed ??= pack(Buffer.alloc(64 * 1024 * 1024, ' '))
    answerText(packed, { 'content-encoding': encoding })(response, request, socket)
  }
}

function listKeys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')
}
