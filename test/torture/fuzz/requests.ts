import fc from 'fast-check'
import type { OpenapiDocument } from '../../support/openapiJudge.ts'
import {
  type Body,
  HUGE_BODIES,
  nearValid,
  type Planted,
  sometimesChunked,
  STRANGE_BODIES,
  validBodies,
} from './bodies.ts'
import { valuesOf } from './values.ts'

/** Who the request says it is. */
export type Credential =
  | 'learner'
  | 'secret key'
  | 'publishable key'
  | 'garbage'
  | 'nobody'
  | 'token in apikey'

/** A request before its learner's token and session are known: what fast-check makes, shrinks and prints. */
export type Draft = {
  method: string
  route: string
  query: string
  /** Which of the learners. */
  learner: number
  credential: Credential
  headers: [string, string][]
  body: Body | null
  /** Names of fields in the query that only the server may set. */
  planted: string[]
}

export const ENDPOINTS = ['intent.sync', 'day.run', 'day.done', 'status', 'events'] as const
export type Endpoint = (typeof ENDPOINTS)[number]
/** Replaced by a session of the learner who asks. */
export const OWN_SESSION = '5e551000-0000-4000-8000-000000000001'
export const LEARNERS = 12

/** Out of 100 bodies: right, with one thing wrong; the rest are no body of the route at all. */
export const SHARES: Record<'intent.sync' | 'day.run' | 'day.done', { valid: number; near: number }> = {
  'intent.sync': { valid: 10, near: 70 },
  'day.run': { valid: 3, near: 77 },
  'day.done': { valid: 10, near: 70 },
}

const CREDENTIALS: fc.Arbitrary<Credential> = fc.oneof(
  { weight: 90, arbitrary: fc.constant<Credential>('learner') },
  {
    weight: 10,
    arbitrary: fc.constantFrom<Credential>(
      'secret key',
      'publishable key',
      'garbage',
      'nobody',
      'token in apikey',
    ),
  },
)

const HEADER_VALUES = fc.oneof(
  fc.constantFrom('', ' ', '*', '""', 'W/"x"', '"a", "b"', 'null', 'undefined', '0', '-1', ',', ',,,', '\t'),
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  }),
  // Obsolete but legal on the wire: bytes over 0x7f.
  fc.string({
    unit: fc.integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 20,
  }),
  fc.constantFrom(
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-0-0-0',
    'application/problem+json',
    'text/html;q=1',
    'bad0bad0-bad0-4bad-8bad-bad0bad0bad0',
  ),
  fc.uuid(),
)
const HEADER_NAMES = [
  'idempotency-key',
  'x-idempotency-key',
  'x-request-id',
  'x-user-id',
  'if-none-match',
  'accept',
  'traceparent',
  'tracestate',
  'origin',
  'authorization',
  'apikey',
  'x-forwarded-for',
  'x-forwarded-proto',
  'content-encoding',
  'range',
  'x-http-method-override',
  'x-wisely-dev-now',
  'x-retry-count',
  'cookie',
  'accept-encoding',
] as const

const HEADERS: fc.Arbitrary<[string, string][]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<[string, string][]>([]) },
  { weight: 1, arbitrary: fc.constant<[string, string][]>([['accept', 'application/problem+json']]) },
  {
    weight: 3,
    arbitrary: fc.array(fc.tuple(fc.constantFrom<string>(...HEADER_NAMES), HEADER_VALUES), {
      minLength: 1,
      maxLength: 3,
    }),
  },
)

const QUERIES = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(
    '?',
    '?after=0',
    '?after=1&limit=1',
    '?limit=500',
    '?limit=501',
    '?limit=0',
    '?after=-1',
    '?after=1e3',
    '?after=0x1',
    '?after=',
    '?after=9007199254740993',
    '?after=1&after=2',
    '?limit=%00',
    '?after=%ED%A0%80',
    '?forceFunctionRegion=eu-west-1',
    '?week=1&day=3',
    '?__proto__=1',
    '?deep=1',
  ),
  fc.tuple(fc.integer(), fc.integer()).map(([after, limit]) => `?after=${after}&limit=${limit}`),
  fc.tuple(fc.nat({ max: 50 }), fc.integer({ min: 1, max: 20 })).map(([after, limit]) =>
    `?after=${after}&limit=${limit}`
  ),
  fc.webQueryParameters().map((query) => `?${query}`),
)

/** Requests to one endpoint, mostly with one thing wrong. */
export function requestsTo(
  document: OpenapiDocument,
  endpoint: Endpoint,
  planted: Planted,
): fc.Arbitrary<Draft> {
  const reads = endpoint === 'status' || endpoint === 'events'
  const right = endpoint === 'events' ? 'GET' : 'POST'
  const methods = endpoint === 'status' ? fc.constantFrom('GET', 'POST') : fc.constant(right)
  const draft = fc.record({
    method: fc.oneof({ weight: 30, arbitrary: methods }, { weight: 1, arbitrary: STRANGE_METHODS }),
    route: fc.constant<string>(endpoint),
    query: endpoint === 'events' ? QUERIES : fc.oneof({ weight: 9, arbitrary: fc.constant('') }, QUERIES),
    learner: fc.nat({ max: LEARNERS - 1 }),
    credential: CREDENTIALS,
    headers: HEADERS,
    body: reads ? readerBodies(planted) : bodiesOf(document, endpoint, planted),
    planted: fc.constant<string[]>([]),
  })
  if (!reads) return draft
  const owner = fc.record({
    ...ANY_DRAFT,
    route: fc.constant<string>(endpoint),
    method: methods,
    credential: fc.constant<Credential>('learner'),
    query: fc.constant(`?user_id=${planted.user_id}&sub=${planted.user_id}&id=${planted.id}`),
    planted: fc.constant<string[]>(['user_id', 'sub', 'id']),
  })
  return fc.oneof({ weight: 19, arbitrary: draft }, { weight: 1, arbitrary: owner })
}

const STRANGE_METHODS = fc.constantFrom(
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'PROPFIND',
  'BREW',
  'post',
)

const ANY_DRAFT = {
  method: fc.constant('GET'),
  query: fc.constant(''),
  learner: fc.nat({ max: LEARNERS - 1 }),
  credential: CREDENTIALS,
  headers: fc.constant<[string, string][]>([]),
  body: fc.constant<Body | null>(null),
  planted: fc.constant<string[]>([]),
}

/** Reads need no body and get one now and then. */
function readerBodies(planted: Planted): fc.Arbitrary<Body | null> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: STRANGE_BODIES },
    { weight: 1, arbitrary: nearValid(fc.constant({}), planted) },
  )
}

function bodiesOf(
  document: OpenapiDocument,
  endpoint: 'intent.sync' | 'day.run' | 'day.done',
  planted: Planted,
): fc.Arbitrary<Body | null> {
  const schema =
    { 'intent.sync': 'IntentSyncRequest', 'day.run': 'DayRunRequest', 'day.done': 'DayDoneRequest' }[endpoint]
  const values = valuesOf(document, document.components.schemas[schema] ?? {})
  const valid = endpoint === 'day.run'
    ? fc.constantFrom<unknown>({}, { week: 1, day: 1 }, { week: 1, day: 2 }, { force_refresh: false }, {
      week: null,
      day: null,
    })
    : endpoint === 'day.done'
    ? fc.tuple(values, fc.constantFrom(OWN_SESSION, undefined)).map(([value, session]) => ({
      // Made from an object schema.
      ...value as object,
      ...(session === undefined ? {} : { session_id: session }),
    }))
    : values
  const { valid: right, near } = SHARES[endpoint]
  return sometimesChunked(fc.oneof(
    { weight: right * 10, arbitrary: validBodies(valid) },
    // day.run takes nearly everything that its schema takes: kept to values that cost no plan.
    { weight: near * 10, arbitrary: nearValid(endpoint === 'day.run' ? DAY_RUN_REFUSED : values, planted) },
    { weight: (100 - right - near) * 10 - 3, arbitrary: STRANGE_BODIES },
    { weight: 3, arbitrary: HUGE_BODIES },
  ))
}

/** Bodies of day.run that stay refused whatever else is done to them. */
const DAY_RUN_REFUSED = fc.oneof(
  fc.record({ week: fc.integer({ min: 1, max: 104 }), force_refresh: fc.boolean() }),
  fc.record({ week: fc.integer({ min: 105, max: 1e6 }), day: fc.integer({ min: 1, max: 7 }) }),
  fc.record({
    week: fc.integer({ min: 1, max: 104 }),
    day: fc.integer({ min: 8, max: 99 }),
    force_refresh: fc.boolean(),
  }),
)

/** Health, the document, and paths that are none. */
export const ELSEWHERE: fc.Arbitrary<Draft> = fc.record({
  ...ANY_DRAFT,
  method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
  route: fc.constantFrom(
    'health',
    'openapi.json',
    'health',
    'openapi.json',
    'statuss',
    'STATUS',
    'status/',
    'intent.sync/x',
    'day.run%00',
    '%73tatus',
    '..%2fagents',
    'constructor',
    '__proto__',
    'day..run',
    'intent-sync',
    ';',
    '%',
    '%zz',
    'metrics.json',
    'a'.repeat(3000),
  ),
  query: fc.constantFrom('', '?deep=1', '?deep=0', '?x=%00'),
  headers: HEADERS,
})
