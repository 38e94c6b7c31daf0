import { OrchestratorError } from '../contract/errors.ts'
import type { Timer } from '../contract/ports.ts'
import type { RouteFor, Routes } from '../contract/routes.ts'
import { hasSecretKey } from '../http/authenticate.ts'
import { respondPreflight } from '../http/cors.ts'
import { matchesEtag, strongEtag } from '../http/etag.ts'
import { readIdempotency } from '../http/idempotency.ts'
import { readBody } from '../http/readBody.ts'
import { respondError, respondJson } from '../http/respond.ts'
import { composeTraceparent } from '../http/traceContext.ts'
import { type Answer, type Call, timed } from './call.ts'
import { leaveTrace, type TracePorts } from './leaveTrace.ts'
import { composeClaims, recognize, type RecognizePorts } from './recognize.ts'
import { composeHeaders, openVisit, type Visit } from './visit.ts'

export type HallPorts = RecognizePorts & TracePorts & {
  secret_keys: Record<string, string>
  allowed_origins: string[]
  timer: Timer
}

/** What is told to a learner. */
export type Story = (call: Call) => Promise<Answer>

/** What is shown to anybody, and to operators: no learner acts. Throws what it refuses. */
export type Notice = (visit: Visit, isOperator: boolean) => Promise<Shown>

/** With an `etag` among its headers it answers 304 to who has it already. */
export type Shown = { status: number; text: string; headers?: Record<string, string> }

/** The rooms behind the hall: one function's routes, below `base`, and who tells each of them. */
export type House<All extends Routes> = {
  base: string
  routes: All
  stories: Record<RouteFor<All, 'learner'>, Story>
  notices: Record<RouteFor<All, 'anybody' | 'operator'>, Notice>
}

/** The hall: every request of a function comes in and goes out here, the same way. */
export function createHall<All extends Routes>(
  house: House<All>,
  ports: HallPorts,
): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const started_at = ports.timer.now()
      const visit = openVisit(request, house, ports.makeId)
      let response: Response
      let failure: OrchestratorError | null = null
      try {
        response = await admit(visit, house, ports)
      } catch (error) {
        failure = asRefusal(error)
        response = respondError(
          failure,
          visit.request_id,
          request.headers.get('accept'),
          headersOf(visit, ports),
        )
      }
      leaveTrace(visit, { status: response.status, failure, started_at, ended_at: ports.timer.now() }, ports)
      return response
    },
  }
}

/** Whatever is not meant for the caller is a bug: its cause goes to the log, nothing of it into the answer. */
function asRefusal(error: unknown): OrchestratorError {
  if (error instanceof OrchestratorError) return error
  return new OrchestratorError('INTERNAL_ERROR', 'Cannot answer: internal error', { cause: error })
}

function headersOf(visit: Visit, ports: HallPorts): Record<string, string> {
  return composeHeaders(visit, ports.allowed_origins, ports.timer.now())
}

/** Finds the route, then lets the caller in, reads the body and tells the story. Everything else is 404 or 405. */
async function admit(
  visit: Visit,
  house: { routes: Routes; stories: Record<string, Story>; notices: Record<string, Notice> },
  ports: HallPorts,
): Promise<Response> {
  const { request, url, trail } = visit
  const { method, headers } = request
  const name = visit.route ?? ''
  const route = house.routes[name]
  if (route === undefined) throw new OrchestratorError('NOT_FOUND', 'Cannot find route')
  const methods: readonly string[] = route.methods
  if (method === 'OPTIONS') return respondPreflight(headers.get('origin'), ports.allowed_origins, methods)
  if (!methods.includes(method)) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    throw new OrchestratorError('METHOD_NOT_ALLOWED', `Cannot ${method} this route`, { headers: { allow } })
  }
  const notice = house.notices[name]
  if (notice !== undefined) {
    return show(visit, await notice(visit, hasSecretKey(headers, ports.secret_keys)), ports)
  }
  const story = house.stories[name]
  if (story === undefined) throw new Error(`Nobody tells ${name}`)

  const caller = await timed(trail, 'auth', ports.timer.now, () => recognize(visit, ports))
  const body = await readBody(request, ports.timer)
  const call: Call = {
    caller,
    claims: composeClaims(caller, visit, ports),
    body: body.json,
    id: visit.id,
    headers,
    query: url.searchParams,
    request_id: visit.request_id,
    traceparent: composeTraceparent(visit.trace),
    idempotency: method === 'POST' ? readIdempotency(headers, body.bytes) : null,
    trail,
  }
  return answer(visit, await story(call), ports)
}

function show(visit: Visit, { status, text, headers }: Shown, ports: HallPorts): Response {
  const all = { ...headersOf(visit, ports), ...headers }
  return all.etag === undefined ? respondJson(status, text, all) : respondUnlessKnown(visit, text, all)
}

function answer(visit: Visit, told: Answer, ports: HallPorts): Response {
  const headers = headersOf(visit, ports)
  if ('stream' in told) {
    const ofStream = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
    }
    return new Response(told.stream, { headers: { ...headers, ...ofStream } })
  }
  const text = JSON.stringify(told.body)
  Object.assign(headers, told.headers)
  if (told.replayed) headers['idempotency-replayed'] = 'true'
  if (!told.cacheable) return respondJson(200, text, headers)
  headers.etag = strongEtag(text)
  headers['cache-control'] = 'private, no-cache'
  return respondUnlessKnown(visit, text, headers)
}

/** 304 without body when the caller has these bytes already. */
function respondUnlessKnown(visit: Visit, text: string, headers: Record<string, string>): Response {
  const isKnown = matchesEtag(visit.request.headers.get('if-none-match'), headers.etag ?? '')
  return isKnown ? new Response(null, { status: 304, headers }) : respondJson(200, text, headers)
}
