import { describe, expect, it } from 'vitest'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import { readBody } from '../../../supabase/functions/_shared/http/readBody.ts'
import { expiredTimer, stillTimer } from '../../support/http.ts'

type Init = { body?: BodyInit; headers?: Record<string, string> }

function post({ body, headers }: Init): Request {
  // Node wants `duplex` for a streamed body; its types do not know it.
  return new Request('http://127.0.0.1/x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

async function codeOf(init: Init, timer = stillTimer()): Promise<string> {
  try {
    await readBody(post(init), timer)
    return 'read'
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error
    return error.code
  }
}

const JSON_TYPE = { 'content-type': 'application/json' }
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

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
    ['20 levels pass', { body: nested(20), headers: JSON_TYPE }, 'read'],
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
    expect(await codeOf({ body: silent, headers: JSON_TYPE }, expiredTimer())).toBe('REQUEST_TIMEOUT')
  })
})
