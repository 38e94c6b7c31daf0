import type { Functions, FunctionTarget } from './functions.ts'

/** The answer of one part of the stack; the gateway only chooses which part is asked. */
type Route = (request: Request) => Promise<Response> | Response

type Parts = { functions: Functions; auth: Route; realtime: Route; page: Route }

const CLOSE_LIMIT_MS = 100
const EXIT_LIMIT_MS = 1000

/** Headers that belong to one connection and must not travel on. */
const CONNECTION_HEADERS = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
]

/** Serves what a hosted project serves under its one URL, as far as this stack has it. */
export function startGateway(port: number, parts: Parts): { stop(): Promise<void> } {
  const closing = new AbortController()
  const server = Deno.serve(
    { hostname: '127.0.0.1', port, signal: closing.signal, onListen() {}, onError: answerGatewayError },
    (request, connection) => {
      const { pathname } = new URL(request.url)
      if (isUnder(pathname, '/functions/v1')) {
        const ending = AbortSignal.any([request.signal, closing.signal])
        return proxyToFunction(request, { client: connection.remoteAddr, functions: parts.functions, ending })
      }
      if (isUnder(pathname, '/auth/v1')) return parts.auth(request)
      if (isUnder(pathname, '/realtime/v1')) return parts.realtime(request)
      if (isUnder(pathname, '/app')) return parts.page(request)
      if (pathname === '/' && wantsPage(request)) return Response.redirect(new URL('/app/', request.url), 302)
      if (pathname === '/' || pathname === '/health') return answerHealth(parts.functions)
      return answerMissingPart(pathname)
    },
  )
  return {
    async stop() {
      closing.abort()
      // A stream or a WebSocket keeps its connection: it ends with this process.
      await Promise.race([server.finished, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))])
    },
  }
}

function isUnder(pathname: string, prefix: string): boolean {
  return pathname === prefix || pathname.startsWith(`${prefix}/`)
}

/** A browser's address bar asks for HTML first; curl and probes do not. */
function wantsPage(request: Request): boolean {
  return request.headers.get('accept')?.startsWith('text/html') ?? false
}

async function answerHealth(functions: Functions): Promise<Response> {
  return Response.json({ status: 'ok', stack: 'wisely-local', functions: await functions.list() })
}

function answerMissingPart(pathname: string): Response {
  const part = /^\/(rest|storage|graphql|pg)\/v1/.test(pathname)
  const message = part
    ? `${pathname} is not part of this local stack: run "supabase start" (needs Docker) to have it`
    : `No route for ${pathname}`
  return Response.json({ code: 'NOT_FOUND', message }, { status: 404 })
}

/** `ending`: the client went, or the stack stops. */
type Passage = { client: Deno.Addr; functions: Functions; ending: AbortSignal }

async function proxyToFunction(request: Request, passage: Passage): Promise<Response> {
  const url = new URL(request.url)
  const path = url.pathname.slice('/functions/v1'.length)
  const name = path.split('/')[1] ?? ''
  if (request.method === 'HEAD') return refuse(405, 'METHOD_NOT_ALLOWED', 'HEAD is not supported')

  return await passage.functions.use(name, async (target: FunctionTarget) => {
    switch (target.kind) {
      case 'unknown':
        return refuse(404, 'NOT_FOUND', 'Requested function was not found')
      case 'boot_error':
        return refuse(503, 'BOOT_ERROR', 'Function failed to start (please check logs)')
      case 'running':
        return await forward(request, `${target.origin}${path}${url.search}`, passage, target)
      default:
        return target satisfies never
    }
  })
}

async function forward(
  request: Request,
  url: string,
  passage: Passage,
  target: FunctionTarget & { kind: 'running' },
): Promise<Response> {
  const release = target.hold()
  try {
    const answer = await fetch(url, {
      method: request.method,
      headers: forwardHeaders(request, passage.client),
      body: request.body,
      redirect: 'manual',
      signal: passage.ending,
    })
    const headers = new Headers(answer.headers)
    CONNECTION_HEADERS.forEach((name) => headers.delete(name))
    const isHtml = headers.get('content-type')?.startsWith('text/html')
    if (request.method === 'GET' && isHtml) headers.set('content-type', 'text/plain')
    const { status, statusText } = answer
    if (!answer.body) release()
    return new Response(answer.body && releaseAtEnd(answer.body, passage.ending, release), {
      status,
      statusText,
      headers,
    })
  } catch {
    release()
    // Nobody reads this answer when the client went; otherwise the function's process ended under the request, and
    // once its end is known the next request starts a new one.
    if (!passage.ending.aborted) {
      await Promise.race([target.ended, new Promise((resolve) => setTimeout(resolve, EXIT_LIMIT_MS))])
    }
    return refuse(500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)')
  }
}

function forwardHeaders(request: Request, client: Deno.Addr): Headers {
  const headers = new Headers(request.headers)
  CONNECTION_HEADERS.forEach((name) => headers.delete(name))
  // Without this, fetch would ask for compression that the client did not ask for.
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
  // As every proxy does: whatever the caller claims to have been forwarded for stays in front of who it is.
  if ('hostname' in client) headers.append('x-forwarded-for', client.hostname)
  const { host, protocol } = new URL(request.url)
  headers.set('x-forwarded-host', host)
  headers.set('x-forwarded-proto', protocol.slice(0, -1))
  return headers
}

/** The same bytes; `release` is called once, when they are all sent or nobody wants them any more. */
function releaseAtEnd(
  body: ReadableStream<Uint8Array>,
  ending: AbortSignal,
  release: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        controller.close()
      } catch (error) {
        // Cut off by the client or by our own end: no failure to report.
        if (ending.aborted) controller.close()
        else controller.error(error)
      }
      release()
    },
    async cancel(reason) {
      release()
      await reader.cancel(reason).catch(() => {})
    },
  })
}

/** A refusal of the platform itself, which never reaches a function: no CORS headers, named in sb-error-code. */
function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { 'sb-error-code': code } })
}

function answerGatewayError(error: unknown): Response {
  console.error(error)
  return refuse(500, 'GATEWAY_ERROR', 'The local gateway failed (see the terminal)')
}
