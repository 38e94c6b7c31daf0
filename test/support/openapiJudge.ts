import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { REPOSITORY } from './stack.ts'

type Content = Record<string, { schema: object }>
type HeaderRef = { $ref: string }
type Response = { headers?: Record<string, HeaderRef>; content?: Content }
type Operation = { responses: Record<string, Response | { $ref: string }> }
export type OpenapiDocument = {
  /** `servers` of a path is no operation. */
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, object>
    headers: Record<string, { required?: boolean; schema: { type: string } }>
    responses: Record<string, Response>
  }
}
type Asked = { method: string; /** As the document names it, without the first slash. */ route: string }
type Answered = { status: number; headers: ReadonlyMap<string, string>; text: string }

/** Of the connection, of CORS and of the platform: no property of a route. */
const PLUMBING =
  /^(date|vary|content-type|content-length|content-encoding|transfer-encoding|connection|keep-alive|server|access-control-.*)$/
/** What must never be in an answer that is not a learner's own text. */
const LEAK =
  /\b(select|insert|update|delete)\b.*\b(from|into|set|where)\b|\bpg_|postgres|wisely\.|\bat .*:\d+:\d+|\.ts\b|node_modules|file:\/\/|127\.0\.0\.1|localhost|ECONN/i

/** Holds answers against docs/openapi.json. */
export function createJudge() {
  // docs/openapi.json is made by the generator and linted: its shape is known.
  const document = JSON.parse(
    readFileSync(join(REPOSITORY, 'docs', 'openapi.json'), 'utf8'),
  ) as OpenapiDocument
  const ajv = new Ajv2020({ strict: false, allErrors: false })
  addFormats.default(ajv)
  ajv.addSchema(document, 'openapi')
  const validators = new Map<string, ValidateFunction>()

  /** Why the value does not fit the schema at this JSON pointer; null when it fits. */
  function findMisfit(pointer: string, value: unknown): string | null {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi#${pointer}` })
    validators.set(pointer, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' })
  }

  function judgeResponse(pointer: string, answered: Answered): string[] {
    const response = readPointer(document, pointer)
    return [
      ...judgeHeaders(response.headers ?? {}, answered),
      ...judgeBody(pointer, response.content, answered),
    ]
  }

  function judgeHeaders(documented: Record<string, HeaderRef>, { headers }: Answered): string[] {
    const known = new Map(Object.entries(documented).map(([name, { $ref }]) => [name.toLowerCase(), $ref]))
    const strange = [...headers.keys()].filter((name) => !known.has(name) && !PLUMBING.test(name))
      .map((name) => `header ${name} is not documented`)
    const wrong = [...known].flatMap(([name, $ref]) => {
      const header = document.components.headers[$ref.split('/').at(-1) ?? '']
      const value = headers.get(name)
      if (value === undefined) return header?.required ? [`header ${name} is missing`] : []
      const typed = header?.schema.type === 'integer' ? Number(value) : value
      const misfit = findMisfit(`${$ref.slice(1)}/schema`, typed)
      return misfit === null ? [] : [`header ${name}: ${misfit}`]
    })
    return [...strange, ...wrong]
  }

  function judgeBody(pointer: string, content: Content | undefined, { headers, text }: Answered): string[] {
    if (content === undefined) return text === '' ? [] : ['a body where none is documented']
    const type = headers.get('content-type') ?? ''
    if (content[type] === undefined) return [`content type "${type}" is not documented`]
    const misfit = findMisfit(
      `${pointer}/content/${type.replaceAll('/', '~1')}/schema`,
      type.includes('json') ? parseJson(text) : text,
    )
    return misfit === null ? [] : [misfit]
  }

  /** What is wrong with an answer, a sentence each. */
  function judge({ method, route }: Asked, answered: Answered): string[] {
    const { status, headers } = answered
    const item = document.paths[`/${route}`]
    if (item === undefined) return judgeStranger(answered, findMisfit)
    if (method === 'OPTIONS') {
      return status === 204 && answered.text === '' ? [] : [`a preflight answers ${status}`]
    }
    const operation = item[method.toLowerCase()]
    // Another method is refused as any operation of the path documents it.
    const wanted = operation ?? Object.entries(item).find(([key]) => key !== 'servers')?.[1]
    const name = operation === undefined ? method : method.toLowerCase()
    const found = operation === undefined && status !== 405 ? undefined : wanted?.responses[status]
    if (found === undefined) return [`${method} ${route} answers ${status}, which is not documented`]
    const pointer = '$ref' in found
      ? found.$ref.slice(1)
      : `/paths/~1${route.replaceAll('/', '~1')}/${name}/responses/${status}`
    return [...judgeResponse(pointer, answered), ...judgeError(answered, headers)]
  }

  return { document, judge, findMisfit }
}

/** The route that an address is one of, as the document names it; undefined for an address of no function of ours. */
export function routeOf(url: string): string | undefined {
  const path = new URL(url).pathname.split('/functions/v1/')[1]
  return path?.replace(/^orchestrator\//, '').replace(
    /(?<=\/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
    '{id}',
  )
}

/** A route that no path documents. */
function judgeStranger(
  answered: Answered,
  findMisfit: (pointer: string, value: unknown) => string | null,
): string[] {
  if (answered.status !== 404) return [`an unknown route answers ${answered.status}`]
  const isProblem = answered.headers.get('content-type') === 'application/problem+json'
  const schema = isProblem ? 'ProblemBody' : 'ErrorBody'
  const misfit = findMisfit(`/components/schemas/${schema}`, parseJson(answered.text))
  return [...(misfit === null ? [] : [misfit]), ...judgeError(answered, answered.headers)]
}

/** An error names its request and nothing of the machine. Quoted words are the caller's own, such as an unknown key. */
function judgeError({ status, text }: Answered, headers: ReadonlyMap<string, string>): string[] {
  if (status < 400) return []
  const body = parseJson(text)
  if (body === null || typeof body !== 'object') return ['an error without a body']
  // Checked by its schema before.
  const error = ('error' in body ? body.error : body) as { requestId?: string }
  const isOther = error.requestId !== undefined && error.requestId !== headers.get('x-request-id')
  return [
    ...(isOther && headers.get('idempotency-replayed') !== 'true' ? ['requestId is not X-Request-Id'] : []),
    ...(LEAK.test(JSON.stringify(error).replace(/\\"(?:[^"\\]|\\[^"])*\\"/g, ''))
      ? ['it tells of the machine']
      : []),
  ]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readPointer(document: OpenapiDocument, pointer: string): Response {
  const parts = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const step = (at: unknown, part: string) => (at as Record<string, unknown>)[part]
  // The pointer came from the document itself.
  return parts.reduce<unknown>(step, document) as Response
}
