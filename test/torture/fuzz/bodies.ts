import fc from 'fast-check'

/** A body on its way: JSON text, or bytes that may be none. */
export type Body = {
  bytes: Uint8Array
  contentType: string | null
  chunkBytes: number | null
  /** Names of fields that only the server may set. */
  planted: string[]
}

/** Foreign and impossible values of the fields that the server owns; the database is searched for them afterwards. */
export type Planted = { id: string; user_id: string; at: string }

export const PLANTED_ID = 'bad0bad0-bad0-4bad-8bad-bad0bad0bad0'
export const PLANTED_AT = '1999-12-31T23:59:59.000Z'

/** Owner, id, state and time. */
function fieldsOfServer({ id, user_id, at }: Planted): Record<string, unknown> {
  return {
    user_id,
    id,
    intent_id: id,
    sub: user_id,
    role: 'service_role',
    active: false,
    created_at: at,
    updated_at: at,
    completed_at: at,
    revision: 999,
    plan_version: 999,
    plan_json: {},
    degraded_mode: false,
    seq: 1,
    wisely_now: at,
  }
}

const encode = (text: string) => new TextEncoder().encode(text)
const plain = (text: string): Body => ({
  bytes: encode(text),
  contentType: 'application/json',
  chunkBytes: null,
  planted: [],
})

const STRANGE_VALUES = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, -0, 2 ** 53, 2 ** 63, '', ' ', [], {}, [[]]),
  fc.constantFrom(
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    'x'.repeat(201),
    'x'.repeat(5000),
  ),
  fc.constantFrom(
    "'; drop table learning_intents; --",
    '${7*7}',
    '../../etc/passwd',
    '<script>',
    '%00',
    '1; select 1',
  ),
  fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '1e9',
    '0x10',
    '+05:30',
    'Etc/GMT+15',
    'posixrules',
    'localtime',
  ),
  fc.constant(nest(30)),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
)

function nest(levels: number): unknown {
  return levels === 0 ? 1 : [nest(levels - 1)]
}

/** One thing wrong with a body that was right. */
export function nearValid(valid: fc.Arbitrary<unknown>, planted: Planted): fc.Arbitrary<Body> {
  const object = valid.filter((value): value is Record<string, unknown> =>
    value !== null && typeof value === 'object'
  )
  const pick = fc.nat({ max: 30 })
  const keyAt = (value: object, at: number) =>
    Object.keys(value)[at % Math.max(1, Object.keys(value).length)] ?? 'x'
  const server = Object.entries(fieldsOfServer(planted))
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(object, pick, STRANGE_VALUES).map(([value, at, strange]) =>
        plain(JSON.stringify({ ...value, [keyAt(value, at)]: strange }))
      ),
    },
    fc.tuple(object, pick).map(([value, at]) => {
      const { [keyAt(value, at)]: _, ...rest } = value
      return plain(JSON.stringify(rest))
    }),
    {
      weight: 2,
      arbitrary: fc.tuple(object, fc.nat({ max: server.length - 1 })).map(([value, at]) => {
        const [name, planted] = server[at] ?? ['user_id', '']
        return { ...plain(JSON.stringify({ ...value, [name]: planted })), planted: [name] }
      }),
    },
    fc.tuple(object, fc.string({ maxLength: 10 }), STRANGE_VALUES).map(([value, key, strange]) =>
      plain(JSON.stringify({ ...value, [`~${key}`]: strange }))
    ),
    fc.tuple(object, fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '')).map((
      [value, key],
    ) => plain(`{${JSON.stringify(key)}:{"a":1},${JSON.stringify(value).slice(1)}`.replace(',}', '}'))),
    // The same key twice: the last one counts, in JSON.parse and in jsonb.
    fc.tuple(object, pick, STRANGE_VALUES).map(([value, at, strange]) => {
      const twice = `${JSON.stringify(keyAt(value, at))}:${JSON.stringify(strange) ?? 'null'}`
      return plain(`{${twice},${JSON.stringify(value).slice(1)}`.replace(',}', '}'))
    }),
  )
}

/** Bytes that are no JSON, no UTF-8, too many, or not what their content type says. */
export const STRANGE_BODIES: fc.Arbitrary<Body> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'null',
    '0',
    '"x"',
    '[]',
    '{}',
    '{',
    '{"a":}',
    "{'a':1}",
    '{"a":1,}',
    '// c\n{}',
    'NaN',
  )
    .map(plain),
  fc.constantFrom('\ufeff{}', '{}\u0000', '[1e400]', '{"\\ud800":1}', '{"a":"\\u0000"}', '[['.repeat(40)).map(
    plain,
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ ...plain(''), bytes })),
  fc.constant(Buffer.from('{"topic":"x"}', 'utf16le')).map((bytes) => ({ ...plain(''), bytes })),
  fc.constantFrom(
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; charset=latin1',
    'application/jsonp',
    '*/*',
    'application/json, text/plain',
    null,
  )
    .map((contentType) => ({ ...plain('{}'), contentType })),
  fc.constantFrom('application/json;charset=UTF-8', 'APPLICATION/JSON', 'application/json ; charset="utf-8"')
    .map((contentType) => ({ ...plain('{}'), contentType })),
  fc.json({ maxDepth: 4 }).map(plain),
)

/** Over the cap: rare, because 64 KB take their time. */
export const HUGE_BODIES: fc.Arbitrary<Body> = fc.constantFrom(
  `{"topic":"${'x'.repeat(66_000)}"}`,
  '['.repeat(60_000),
  `{"meta":{"a":"${'x'.repeat(8_200)}"}}`,
).map(plain)

/** The same body in pieces, now and then. */
export function sometimesChunked(bodies: fc.Arbitrary<Body>): fc.Arbitrary<Body> {
  const chunks = fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, fc.constantFrom(1, 7, 4096))
  return fc.tuple(bodies, chunks).map(([body, chunkBytes]) => ({
    ...body,
    // One byte a chunk is a point made with a small body.
    chunkBytes: chunkBytes === 1 && body.bytes.length > 200 ? 64 : chunkBytes,
  }))
}

export const validBodies = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<Body> =>
  valid.map((value) => plain(JSON.stringify(value)))
