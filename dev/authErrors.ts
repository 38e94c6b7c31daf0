/** A refusal of the auth stand-in, with the code that supabase-js shows as `error.code`. */
export class AuthRefusal extends Error {
  override name = 'AuthRefusal'
  readonly status: number
  readonly code: string
  readonly more: Record<string, unknown>

  constructor(status: number, code: string, message: string, more: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
  }
}

/** Callers that name an API version get `code` as text, older ones get the status in it and `error_code` beside it. */
export function answerRefusal(refusal: AuthRefusal, request: Request): Response {
  const version = request.headers.get('x-supabase-api-version')
  const isCurrent = version !== null && version >= '2024-01-01'
  const { status, code, message, more } = refusal
  const body = isCurrent
    ? { code, message, ...more }
    : { code: status, error_code: code, msg: message, ...more }
  return Response.json(body, {
    status,
    headers: { 'x-sb-error-code': code, ...(isCurrent && { 'x-supabase-api-version': '2024-01-01' }) },
  })
}
