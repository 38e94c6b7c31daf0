import {
  ERROR_CODES,
  type ErrorCode,
  type Reason,
  REASONS,
} from '../../supabase/functions/_shared/contract/errors.ts'
import { type Access, type Method, ROUTES } from '../../supabase/functions/_shared/contract/routes.ts'
import { VERSION } from '../../supabase/functions/_shared/contract/version.ts'
import { HEADERS, LEARNER_PARAMETERS, listHeaders, PARAMETERS } from './headers.ts'
import { DOCUMENTED, type DocumentedRoute, listRefusals, type Operation, OPERATIONS } from './operations.ts'
import { CODES, joinRefusals } from './refusals.ts'
import { composeQuery, composeSchemas, type JsonSchema } from './schemas.ts'

type Examples = Record<string, unknown>
type Answers = Record<string, unknown>
/** One operation and what is decided of it. */
type Place = {
  route: string
  operation: Operation
  access: Access
  method: Method
  examples: Examples
  responses: Answers
}

const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` })
const refsTo = (kind: string, names: string[]) => names.map((name) => ref(kind, name))

/** The OpenAPI 3.1 document; `examples` by component name. */
export function composeDocument(examples: Examples): JsonSchema {
  const responses: Answers = {}
  const paths = Object.entries(DOCUMENTED).map(([route, { methods, access }]) => {
    // The keys of DOCUMENTED, as Object.entries forgets.
    const operation = OPERATIONS[route as DocumentedRoute]
    const operations = methods.map((method: Method) => [
      method.toLowerCase(),
      composeOperation({ route, operation, access, method, examples, responses }),
    ])
    const servers = route in ROUTES ? {} : { servers: listServers('') }
    return [`/${route}`, { ...servers, ...Object.fromEntries(operations) }]
  })
  return {
    openapi: '3.1.0',
    info: INFO,
    servers: listServers('/orchestrator'),
    tags: [
      { name: 'Learning', description: 'What an application calls for a learner.' },
      {
        name: 'Quality sessions',
        description: 'What takes longer: started, watched, stopped, scored from outside.',
      },
      { name: 'Operation', description: 'What an operator or a tool calls.' },
    ],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: SECURITY_SCHEMES,
      parameters: PARAMETERS,
      headers: composeHeaders(),
      responses,
      schemas: composeSchemas(),
    },
  }
}

const INFO = {
  title: 'Wisely Orchestrator',
  version: VERSION,
  summary: 'Day plans from what a learner wants to learn.',
  description:
    'Bodies are JSON in UTF-8. Times are RFC 3339 in UTC with milliseconds and Z. What is not known is null. ' +
    'Every refusal has one shape; with `Accept: application/problem+json` it comes as RFC 9457. ' +
    'Preflights are answered on every route with 204. An unknown route answers 404 with the same error shape.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/**
 * The document's own servers end in the function `orchestrator`, as its first clients were generated; the paths of the
 * other functions name theirs and carry servers of their own, so that nothing those clients call has changed.
 */
function listServers(base: string): object[] {
  return [
    { url: `http://127.0.0.1:54321/functions/v1${base}`, description: 'Local stack' },
    {
      url: `https://{project_ref}.supabase.co/functions/v1${base}`,
      description: 'Hosted project',
      variables: { project_ref: { default: 'your-project-ref' } },
    },
  ]
}

const SECURITY_SCHEMES = {
  userToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      "A learner's token of the project's Auth. A publishable key may go beside it as `apikey`; alone it is 401.",
  },
  secretKey: {
    type: 'apiKey',
    in: 'header',
    name: 'apikey',
    description: 'A secret key of the project, for a service that acts for the learner in `X-User-ID`.',
  },
}
const SECURITY: Record<Access, object[]> = {
  learner: [{ userToken: [] }, { secretKey: [] }],
  operator: [{ secretKey: [] }],
  anybody: [{}],
}

function composeHeaders(): JsonSchema {
  return Object.fromEntries(Object.entries(HEADERS).map(([id, { name: _, ...told }]) => [id, told]))
}

function headersOf(status: number, { operation, access }: Place): JsonSchema {
  const names = listHeaders(status, {
    knowsCaller: access === 'learner',
    revalidated: operation.revalidated === true,
    writes: operation.parameters?.includes('IdempotencyKey') === true,
    cached: operation.cached === true,
  })
  return Object.fromEntries(names.map((id) => [HEADERS[id]?.name, ref('headers', id)]))
}

function composeOperation(place: Place): JsonSchema {
  const { route, operation, access, method, examples } = place
  const { query } = operation
  const request = method === 'GET' ? undefined : operation.request
  const names = [
    ...(route.includes('{id}') ? ['SessionId'] : []),
    ...(access === 'learner' ? LEARNER_PARAMETERS : ['XRequestId']),
    ...(operation.parameters ?? []),
  ]
  return {
    operationId: operation.ids[method],
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    security: operation.parameters?.includes('Deep') ? [{}, { secretKey: [] }] : SECURITY[access],
    parameters: [...refsTo('parameters', names), ...(query === undefined ? [] : listQuery(query))],
    ...(request === undefined ? {} : {
      requestBody: {
        // day.run may be sent without a body.
        required: request !== 'DayRunRequest',
        content: { 'application/json': { schema: ref('schemas', request), example: examples[request] } },
      },
    }),
    responses: { ...composeSuccess(place), ...composeRefusals(place) },
  }
}

function listQuery(name: string): object[] {
  return Object.entries(composeQuery(name)).map(([key, schema]) => ({ name: key, in: 'query', schema }))
}

function composeSuccess(place: Place): Answers {
  const { schema, type = 'application/json' } = place.operation.answer
  const example = place.examples[schema]
  const content = {
    [type]: { schema: ref('schemas', schema), ...(example === undefined ? {} : { example }) },
  }
  const statuses = [200, ...(place.operation.alike ?? [])]
  const answers: Answers = {}
  for (const status of statuses) {
    const description = status === 200 ? 'Done.' : 'The same shape; it says what is wrong.'
    answers[status] = {
      description,
      headers: headersOf(status, place),
      content: status === 200 ? content : { [type]: { schema: ref('schemas', schema) } },
    }
  }
  if (place.operation.revalidated) {
    answers[304] = { description: 'Nothing changed; no body.', headers: headersOf(304, place) }
  }
  return answers
}

function composeRefusals(place: Place): Answers {
  const { operation, access, method } = place
  const refusals = Object.entries(joinRefusals(...listRefusals(operation, access, method)))
  const statuses = [...new Set(refusals.map(([code]) => ERROR_CODES[code as ErrorCode]))]
  return Object.fromEntries(statuses.map((status) => {
    const given = refusals.filter(([code]) => ERROR_CODES[code as ErrorCode] === status)
    const codes = given.map(([code]) => code as ErrorCode)
    const reasons = given.flatMap(([, some]) => some ?? [])
    const answer = composeRefusal(status, { codes, reasons }, place)
    return [status, ref('responses', nameResponse(place, { status, codes, answer }))]
  }))
}

/**
 * Equal answers of several routes are one component; a route's own one carries the route's name. Those of the first
 * function keep the names that its clients know.
 */
function nameResponse(
  place: Place,
  { status, codes, answer }: { status: number; codes: ErrorCode[]; answer: object },
): string {
  const base = codes.map((code) =>
    code.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
  ).join('Or')
  const own = `${place.operation.ids[place.method]}${status}`
  const text = JSON.stringify(answer)
  const alike = place.route in ROUTES
    ? []
    : Object.keys(place.responses).filter((name) => JSON.stringify(place.responses[name]) === text)
  for (const name of [base, ...alike, own]) {
    place.responses[name] ??= answer
    if (JSON.stringify(place.responses[name]) === text) return name
  }
  throw new Error(`Cannot name response: ${own} is taken`)
}

function composeRefusal(
  status: number,
  told: { codes: ErrorCode[]; reasons: Reason[] },
  place: Place,
): JsonSchema {
  const { codes, reasons } = told
  const details = {
    ...ref('schemas', 'ErrorDetails'),
    ...(reasons.length > 0 ? { properties: { reason: { enum: reasons } } } : {}),
  }
  const fields = { code: { enum: codes }, message: TEXT, details, requestId: TEXT }
  const error = { type: 'object', required: REQUIRED, properties: fields, additionalProperties: false }
  return {
    description: codes.map((code) => `${code}: ${CODES[code].when}.`).join(' '),
    headers: headersOf(status, place),
    content: {
      'application/json': {
        schema: { type: 'object', required: ['error'], properties: { error }, additionalProperties: false },
        example: { error: composeExample(codes, reasons) },
      },
      'application/problem+json': { schema: ref('schemas', 'ProblemBody') },
    },
  }
}

const TEXT = { type: 'string' }
const REQUIRED = ['code', 'message', 'requestId']

function composeExample(codes: ErrorCode[], reasons: Reason[]): JsonSchema {
  const reason = reasons[0]
  return {
    code: codes[0],
    message: reason === undefined ? EXAMPLE_MESSAGES[codes[0] ?? 'INTERNAL_ERROR'] : REASONS[reason],
    ...(reason === undefined || codes.length > 1 ? {} : { details: { reason } }),
    requestId: '06d3a6ee-b014-4354-bdb0-4809813436e1',
  }
}

const EXAMPLE_MESSAGES: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: 'Cannot read request: the body is not valid JSON in UTF-8',
  UNAUTHORIZED: 'Cannot authenticate: no credential was sent',
  METHOD_NOT_ALLOWED: 'Cannot PUT this route',
  REQUEST_TIMEOUT: 'Cannot read request: the body did not arrive within 5 seconds',
  PAYLOAD_TOO_LARGE: 'Cannot read request: the body is larger than 65536 bytes',
  INTERNAL_ERROR: 'Cannot answer: internal error',
  SERVICE_UNAVAILABLE: 'Cannot reach the database: connection lost',
}
