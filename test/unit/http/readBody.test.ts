import { describe, expect, it } from 'vitest'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import { readBody } from '../../../supabase/functions/_shared/http/readBody.ts'
import { expiredTimer, stillTimer } from '../../support/http.ts'

type Init = { body?: BodyInit; headers?: Record<string, string> }

function post({ body, headers }: Init): Request {
  // Node wants `duplex` for a streamed body; its types do not know it.
  return new Request('http://127.0.0.1/x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

async function refusalOf(init: Init, timer = stillTimer()): Promise<OrchestratorError | null> {
  try {
    await readBody(post(init), timer)
    return null
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error
    return error
  }
}

async function codeOf(init: Init, timer = stillTimer()): Promise<string> {
  return (await refusalOf(init, timer))?.code ?? 'read'
}

const JSON_TYPE = { 'content-type': 'application/json' }
const nested = (levels: number, inside = '') => '['.repeat(levels) + inside + ']'.repeat(levels)
const typed = (parameters: string) => ({
  body: '{}',
  headers: { 'content-type': `application/json${parameters}` },
})

describe('readBody', () => {
  it('takes an empty body without content type as {}', async () => {
    expect((await readBody(post({}), stillTimer())).json).toEqual({})
  })

  it('keeps the raw bytes for the idempotency key', async () => {
    const { json, bytes } = await readBody(post({ body: '{"a": 1}', headers: JSON_TYPE }), stillTimer())
    expect(json).toEqual({ a: 1 })
    expect(new TextDecoder().decode(bytes)).toBe('{"a": 1}')
  })

  const cases: [string, Init, string][] = [
    ['UTF-8 named as charset passes', {
      body: '{}',
      headers: { 'content-type': 'application/json; charset=UTF-8' },
    }, 'read'],
    ['another charset is refused', {
      body: '{}',
      headers: { 'content-type': 'application/json; charset=latin1' },
    }, 'BAD_REQUEST'],
    ['text/plain is refused', { body: '{}', headers: { 'content-type': 'text/plain' } }, 'BAD_REQUEST'],
    ['malformed JSON is refused', { body: '{"a":', headers: JSON_TYPE }, 'BAD_REQUEST'],
    [
      'bytes that are not UTF-8 are refused',
      { body: new Uint8Array([0x22, 0xff, 0x22]), headers: JSON_TYPE },
      'BAD_REQUEST',
    ],
    ['NUL in a string is refused', { body: '{"a":"\\u0000"}', headers: JSON_TYPE }, 'BAD_REQUEST'],
    ['NUL in a key is refused', { body: '{"\\u0000":1}', headers: JSON_TYPE }, 'BAD_REQUEST'],
    ['a lone surrogate is refused', { body: '{"a":"\\ud800"}', headers: JSON_TYPE }, 'BAD_REQUEST'],
    ['__proto__ is refused', { body: '{"a":{"__proto__":{}}}', headers: JSON_TYPE }, 'BAD_REQUEST'],
    ['UTF-8 in quotes passes', typed('; charset="utf-8"'), 'read'],
    ['UTF-8 spelled utf8 passes', typed(';charset=utf8'), 'read'],
    ['a parameter beside the charset passes', typed('; profile=x'), 'read'],
    ['a charset without a name is refused', typed('; charset='), 'BAD_REQUEST'],
    ['a body without content type is refused', {
      body: new TextEncoder().encode('{}'),
    }, 'BAD_REQUEST'],
    ['20 levels pass', { body: nested(20), headers: JSON_TYPE }, 'read'],
    ['values in the 20th level pass', { body: nested(20, '1,null,true,"x"'), headers: JSON_TYPE }, 'read'],
    ['a declared length of 64 KB passes', {
      body: '{}',
      headers: { ...JSON_TYPE, 'content-length': '65536' },
    }, 'read'],
    ['21 levels are refused', { body: nested(21), headers: JSON_TYPE }, 'BAD_REQUEST'],
    ['a declared length over 64 KB is refused unread', {
      body: '{}',
      headers: { ...JSON_TYPE, 'content-length': '65537' },
    }, 'PAYLOAD_TOO_LARGE'],
    ['64 KB pass', { body: `"${'x'.repeat(65_534)}"`, headers: JSON_TYPE }, 'read'],
    [
      'one byte more is refused',
      { body: `"${'x'.repeat(65_535)}"`, headers: JSON_TYPE },
      'PAYLOAD_TOO_LARGE',
    ],
  ]
  it.each(cases)('%s', async (_, init, expected) => {
    expect(await codeOf(init)).toBe(expected)
  })

  const sentences: [string, Init, string][] = [
    ['a wrong type', typed('; charset=latin1'), 'send Content-Type application/json in UTF-8'],
    ['malformed JSON', { body: '{', headers: JSON_TYPE }, 'the body is not valid JSON in UTF-8'],
    ['NUL', { body: '"\\u0000"', headers: JSON_TYPE }, 'text contains NUL or a lone surrogate'],
    ['depth', { body: nested(21), headers: JSON_TYPE }, 'JSON is nested deeper than 20 levels'],
    ['__proto__', { body: '{"__proto__":1}', headers: JSON_TYPE }, 'the key __proto__ is not allowed'],
    ['size', { body: ' '.repeat(65_537), headers: JSON_TYPE }, 'the body is larger than 65536 bytes'],
  ]
  it.each(sentences)('a refusal of %s says so', async (_, init, message) => {
    expect((await refusalOf(init))?.message).toBe(`Cannot read request: ${message}`)
  })

  it('joins the pieces of a body in their order', async () => {
    const pieces = ['{"a":', '[1,', '2]}'].map((piece) => new TextEncoder().encode(piece))
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const piece = pieces.shift()
        if (piece) controller.enqueue(piece)
        else controller.close()
      },
    })

    expect((await readBody(post({ body, headers: JSON_TYPE }), stillTimer())).json).toEqual({ a: [1, 2] })
  })

  it('tells a body that broke off from one that is wrong, and keeps the cause for the log', async () => {
    const cause = new Error('connection reset')
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(cause) })
    const refused = await refusalOf({ body: broken, headers: JSON_TYPE })

    expect(refused).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'Cannot read request: the body ended early',
      cause,
    })
  })

  it('leaves no timer behind', async () => {
    let open = 0
    const timer = {
      ...stillTimer(),
      deadline: () => {
        open += 1
        return { signal: new AbortController().signal, cancel: () => void (open -= 1) }
      },
    }

    await readBody(post({ body: '{}', headers: JSON_TYPE }), timer)
    await codeOf({ body: 'x'.repeat(65_537), headers: JSON_TYPE }, timer)

    expect(open).toBe(0)
  })

  it('stops reading a stream at the cap, whatever length it declared', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
    expect(await codeOf({ body: endless, headers: JSON_TYPE })).toBe('PAYLOAD_TOO_LARGE')
    expect(pulled).toBeLessThan(10)
  })

  it('answers 408 when the body does not arrive in time', async () => {
    const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
    expect(await refusalOf({ body: silent, headers: JSON_TYPE }, expiredTimer())).toMatchObject({
      code: 'REQUEST_TIMEOUT',
      message: 'Cannot read request: the body did not arrive within 5 seconds',
    })
  })
})
