import { JSON_MAX_DEPTH, REQUEST_BODY_MAX_BYTES, REQUEST_BODY_TIMEOUT_MS } from '../contract/bounds.ts'
import { OrchestratorError } from '../contract/errors.ts'
import type { Timer } from '../contract/ports.ts'
import { isStorableText } from '../contract/primitives.ts'
import type { Bytes } from './idempotency.ts'

/** The parsed body (`{}` when empty) and its raw bytes, which idempotency compares. */
export type Body = { json: unknown; bytes: Bytes }

/** Reads a JSON body with a cap on size, time, depth and characters; anything else is refused with its reason. */
export async function readBody(request: Request, timer: Timer): Promise<Body> {
  const bytes = await readBytes(request, timer)
  return { json: parseBody(request.headers, bytes), bytes }
}

/** The second half of reading, for who must look at the bytes before their meaning. */
export function parseBody(headers: Headers, bytes: Bytes): unknown {
  if (bytes.length === 0) return {}
  requireJson(headers.get('content-type'))
  const json = parse(bytes)
  checkText(json, 0)
  return json
}

/** The body as it came, with the caps on size and time. */
export async function readBytes(request: Request, timer: Timer): Promise<Bytes> {
  if (Number(request.headers.get('content-length') ?? 0) > REQUEST_BODY_MAX_BYTES) throw tooLarge()
  if (request.body === null) return new Uint8Array()
  const declared = request.headers.get('content-length') ?? ''
  const deadline = timer.deadline(REQUEST_BODY_TIMEOUT_MS)
  const late = new Promise<never>((_, reject) => {
    deadline.signal.addEventListener('abort', () => reject(tooSlow()), { once: true })
  })
  try {
    // HTTP itself keeps a declared length (checked above), and reading at once costs half of reading a stream.
    if (/^\d+$/.test(declared)) return new Uint8Array(await Promise.race([request.arrayBuffer(), late]))
    return await readStream(request.body.getReader(), late)
  } catch (error) {
    if (error instanceof OrchestratorError) throw error
    throw new OrchestratorError('BAD_REQUEST', 'Cannot read request: the body ended early', { cause: error })
  } finally {
    deadline.cancel()
  }
}

async function readStream(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  late: Promise<never>,
): Promise<Bytes> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late])
      if (done) return join(chunks, size)
      size += value.length
      if (size > REQUEST_BODY_MAX_BYTES) throw tooLarge()
      chunks.push(value)
    }
  } finally {
    // After the end it does nothing. Not awaited: a client that never answers must not hold the refusal back.
    reader.cancel().catch(() => {})
  }
}

function join(chunks: Uint8Array[], size: number): Bytes {
  const all = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.length
  }
  return all
}

function requireJson(contentType: string | null): void {
  const [type, ...parameters] = (contentType ?? '').toLowerCase().split(';').map((part) => part.trim())
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8).replaceAll(
    '"',
    '',
  )
  if (type !== 'application/json' || (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')) {
    throw new OrchestratorError(
      'BAD_REQUEST',
      'Cannot read request: send Content-Type application/json in UTF-8',
    )
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new OrchestratorError('BAD_REQUEST', 'Cannot read request: the body is not valid JSON in UTF-8')
  }
}

/** Postgres refuses NUL and lone surrogates, and `__proto__` would vanish while copying: refuse them by name. */
function checkText(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!isStorableText(value)) {
      throw new OrchestratorError('BAD_REQUEST', 'Cannot read request: text contains NUL or a lone surrogate')
    }
    return
  }
  if (value === null || typeof value !== 'object') return
  if (depth >= JSON_MAX_DEPTH) {
    throw new OrchestratorError(
      'BAD_REQUEST',
      `Cannot read request: JSON is nested deeper than ${JSON_MAX_DEPTH} levels`,
    )
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') {
      throw new OrchestratorError('BAD_REQUEST', 'Cannot read request: the key __proto__ is not allowed')
    }
    checkText(key, depth)
    checkText(item, depth + 1)
  }
}

function tooLarge(): OrchestratorError {
  return new OrchestratorError(
    'PAYLOAD_TOO_LARGE',
    `Cannot read request: the body is larger than ${REQUEST_BODY_MAX_BYTES} bytes`,
  )
}

function tooSlow(): OrchestratorError {
  return new OrchestratorError(
    'REQUEST_TIMEOUT',
    `Cannot read request: the body did not arrive within ${REQUEST_BODY_TIMEOUT_MS / 1000} seconds`,
  )
}
