import { OrchestratorError, type OrchestratorErrorCode } from './orchestratorError.ts'

type Json = Record<string, unknown>

/** For answers that are not the API's own: the platform, a proxy, a gateway. */
const CODE_OF_STATUS: Record<number, OrchestratorErrorCode> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'RATE_LIMITED',
  500: 'INTERNAL_ERROR',
  503: 'SERVICE_UNAVAILABLE',
  504: 'GATEWAY_TIMEOUT',
  546: 'WORKER_LIMIT',
}

/**
 * Turns what `functions.invoke` returned as `error` into an OrchestratorError; reads the unread Response in
 * `error.context`. Names are compared instead of classes: a page may hold two copies of supabase-js.
 */
export async function decodeError(
  error: unknown,
  now: number,
): Promise<OrchestratorError> {
  const { name, context } = asObject(error) ?? {}
  if (isResponse(context)) {
    return await decodeResponse(
      context,
      name === 'FunctionsRelayError',
      error,
      now,
    )
  }
  if (name === 'SyntaxError') {
    return unexpectedResponse('it is not JSON', error)
  }
  return new OrchestratorError(
    'NETWORK_ERROR',
    'Cannot reach the orchestrator: no answer arrived',
    {
      cause: error,
    },
  )
}

/** For an answer of status 200 that cannot be ours, such as the page of a captive portal. */
export function unexpectedResponse(
  what: string,
  cause?: unknown,
): OrchestratorError {
  return new OrchestratorError(
    'UNEXPECTED_RESPONSE',
    `Cannot read the answer: ${what}`,
    { cause },
  )
}

async function decodeResponse(
  response: Response,
  fromRelay: boolean,
  cause: unknown,
  now: number,
) {
  const { status, headers } = response
  // The body may be cut off or already read by a custom fetch: the status still tells enough.
  const body = parseObject(await response.text().catch(() => ''))
  const envelope = asObject(body?.error)
  const common = {
    status,
    retryAfter: readRetryAfter(headers.get('retry-after'), now),
    requestId: headers.get('x-request-id') ?? asText(envelope?.requestId),
    cause,
  }
  const code = asText(envelope?.code)
  if (code !== null) {
    const details = asObject(envelope?.details)
    const message = asText(envelope?.message) ??
      `The orchestrator answered ${status}`
    return new OrchestratorError(code, message, {
      ...common,
      details,
      reason: asText(details?.reason),
    })
  }
  // Behind the envelope, because the platform also marks our own 5xx answers (EDGE_FUNCTION_ERROR).
  const reason = headers.get('sb-error-code') ?? asText(body?.code)
  return new OrchestratorError(
    fromRelay ? 'RELAY_ERROR' : CODE_OF_STATUS[status] ?? 'UNEXPECTED_RESPONSE',
    asText(body?.message) ?? asText(body?.msg) ??
      `The platform answered ${status}${reason ? ` ${reason}` : ''}`,
    { ...common, reason },
  )
}

/** Seconds, rounded up, from a number of seconds or an HTTP date. */
export function readRetryAfter(
  value: string | null,
  now: number,
): number | null {
  const text = value?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text))
  // Date.parse alone also reads '-1' or 'foo 1' as dates.
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}

function isResponse(value: unknown): value is Response {
  const { status, headers, text } = asObject(value) ?? {}
  return typeof status === 'number' &&
    typeof asObject(headers)?.get === 'function' && typeof text === 'function'
}

function parseObject(text: string): Json | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

function asObject(value: unknown): Json | null {
  // Reading a property of any object as unknown is safe.
  return value !== null && typeof value === 'object' ? value as Json : null
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
