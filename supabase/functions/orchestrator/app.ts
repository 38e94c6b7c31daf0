import { OrchestratorError } from '../_shared/contract/errors.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { isRoute, type RouteFor, ROUTES } from '../_shared/contract/routes.ts'
import { hasSecretKey } from '../_shared/http/authenticate.ts'
import { respondPreflight } from '../_shared/http/cors.ts'
import { matchesEtag, strongEtag } from '../_shared/http/etag.ts'
import { readIdempotency } from '../_shared/http/idempotency.ts'
import { readBody } from '../_shared/http/readBody.ts'
import { respondError, respondJson } from '../_shared/http/respond.ts'
import { composeTraceparent } from '../_shared/http/traceContext.ts'
import { type Answer, type Call, timed } from './call.ts'
import { dayDone, type DayDonePorts } from './dayDone.ts'
import { dayRun, type DayRunPorts } from './dayRun.ts'
import { events } from './events.ts'
import { health, type HealthPorts } from './health.ts'
import { intentSync } from './intentSync.ts'
import { leaveTrace, type TracePorts } from './leaveTrace.ts'
import { metrics, METRICS_TYPE, type MetricsPorts } from './metrics.ts'
import { createDocumentReader, type Document } from './openapi.ts'
import { composeClaims, recognize, type RecognizePorts } from './recognize.ts'
import { status, type StatusPorts } from './status.ts'
import { composeHeaders, openVisit, type Visit } from './visit.ts'

export type AppPorts =
  & DayRunPorts
  & DayDonePorts
  & StatusPorts
  & HealthPorts
  & MetricsPorts
  & RecognizePorts
  & TracePorts
  & {
    secret_keys: Record<string, string>
    allowed_origins: string[]
    timer: Timer
  }

/** What is told to a learner. */
const STORIES: Record<RouteFor<'learner'>, (call: Call, ports: AppPorts) => Promise<Answer>> = {
  'intent.sync': intentSync,
  'day.run': dayRun,
  'day.done': dayDone,
  status,
  events,
}

type Hall = AppPorts & { readDocument(): Promise<Document> }

/** What is shown to anybody, and to operators: no learner acts. */
const NOTICES: Record<RouteFor<'anybody' | 'operator'>, (visit: Visit, hall: Hall) => Promise<Response>> = {
  health: showHealth,
  metrics: showMetrics,
  'openapi.json': showDocument,
}

/** The hall: every request comes in and goes out here, the same way. */
export function createApp(ports: AppPorts): { fetch(request: Request): Promise<Response> } {
  const hall = { ...ports, readDocument: createDocumentReader() }
  return {
    async fetch(request) {
      const started_at = ports.timer.now()
      const visit = openVisit(request, ports.makeId)
      let response: Response
      let failure: OrchestratorError | null = null
      try {
        response = await admit(visit, hall)
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

function headersOf(visit: Visit, ports: AppPorts): Record<string, string> {
  return composeHeaders(visit, ports.allowed_origins, ports.timer.now())
}

/** Finds the route, then lets the caller in, reads the body and tells the story. Everything else is 404 or 405. */
async function admit(visit: Visit, ports: Hall): Promise<Response> {
  const { request, url, route, trail } = visit
  const { method, headers } = request
  if (!isRoute(route)) throw new OrchestratorError('NOT_FOUND', 'Cannot find route')
  const methods: readonly string[] = ROUTES[route].methods
  if (method === 'OPTIONS') return respondPreflight(headers.get('origin'), ports.allowed_origins, methods)
  if (!methods.includes(method)) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    throw new OrchestratorError('METHOD_NOT_ALLOWED', `Cannot ${method} this route`, { headers: { allow } })
  }
  if (isNotice(route)) return await NOTICES[route](visit, ports)

  const caller = await timed(trail, 'auth', ports.timer.now, () => recognize(visit, ports))
  const body = await readBody(request, ports.timer)
  const call: Call = {
    caller,
    claims: composeClaims(caller, visit, ports),
    body: body.json,
    query: url.searchParams,
    request_id: visit.request_id,
    traceparent: composeTraceparent(visit.trace),
    idempotency: method === 'POST' ? readIdempotency(headers, body.bytes) : null,
    trail,
  }
  return answer(visit, await STORIES[route](call, ports), ports)
}

function isNotice(route: keyof typeof ROUTES): route is RouteFor<'anybody' | 'operator'> {
  return ROUTES[route].access !== 'learner'
}

async function showHealth(visit: Visit, ports: Hall): Promise<Response> {
  const isDeep = visit.url.searchParams.get('deep') === '1'
  const body = await health(isDeep, isOperator(visit, ports), ports)
  return respondJson(body.status === 'ok' ? 200 : 503, JSON.stringify(body), headersOf(visit, ports))
}

async function showMetrics(visit: Visit, ports: Hall): Promise<Response> {
  const text = await metrics(isOperator(visit, ports), ports)
  return respondJson(200, text, { ...headersOf(visit, ports), 'content-type': METRICS_TYPE })
}

async function showDocument(visit: Visit, ports: Hall): Promise<Response> {
  const { text, etag } = await ports.readDocument()
  const headers = { ...headersOf(visit, ports), etag, 'cache-control': 'public, max-age=300' }
  return respondUnlessKnown(visit, text, headers)
}

function isOperator(visit: Visit, ports: AppPorts): boolean {
  return hasSecretKey(visit.request.headers, ports.secret_keys)
}

function answer(visit: Visit, { body, replayed, cacheable }: Answer, ports: AppPorts): Response {
  const text = JSON.stringify(body)
  const headers = headersOf(visit, ports)
  if (replayed) headers['idempotency-replayed'] = 'true'
  if (!cacheable) return respondJson(200, text, headers)
  headers.etag = strongEtag(text)
  headers['cache-control'] = 'private, no-cache'
  return respondUnlessKnown(visit, text, headers)
}

/** 304 without body when the caller has these bytes already. */
function respondUnlessKnown(visit: Visit, text: string, headers: Record<string, string>): Response {
  const isKnown = matchesEtag(visit.request.headers.get('if-none-match'), headers.etag ?? '')
  return isKnown ? new Response(null, { status: 304, headers }) : respondJson(200, text, headers)
}
