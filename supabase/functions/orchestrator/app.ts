import { OrchestratorError } from '../_shared/contract/errors.ts'
import type { Timer } from '../_shared/contract/ports.ts'
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

type Route = { methods: string[]; tell: (call: Call, ports: AppPorts) => Promise<Answer> }

/** Everything else is 404 or 405. */
const STORIES: Record<string, Route> = {
  'intent.sync': { methods: ['POST'], tell: intentSync },
  'day.run': { methods: ['POST'], tell: dayRun },
  'day.done': { methods: ['POST'], tell: dayDone },
  status: { methods: ['GET', 'POST'], tell: status },
  events: { methods: ['GET'], tell: events },
}
/** Routes of the operator: no learner acts, a secret key opens them. */
const OPERATOR_STORIES: Record<string, (visit: Visit, ports: AppPorts) => Promise<Response>> = {
  health: answerHealth,
  metrics: answerMetrics,
}
const OPERATOR_METHODS = ['GET']
const ROUTES = [...Object.keys(STORIES), ...Object.keys(OPERATOR_STORIES)]

/** The hall: every request comes in and goes out here, the same way. */
export function createApp(ports: AppPorts): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const startedAt = ports.timer.now()
      const visit = openVisit(request, ports.makeId, ROUTES)
      let response: Response
      let failure: OrchestratorError | null = null
      try {
        response = await admit(visit, ports)
      } catch (error) {
        failure = asRefusal(error)
        response = respondError(
          failure,
          visit.request_id,
          request.headers.get('accept'),
          headersOf(visit, ports),
        )
      }
      const end = { status: response.status, failure, started_at: startedAt, ended_at: ports.timer.now() }
      await leaveTrace(visit, end, ports)
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

/** Finds the route, then lets the caller in, reads the body and tells the story. */
async function admit(visit: Visit, ports: AppPorts): Promise<Response> {
  const { request, url, route, trail } = visit
  const { method, headers } = request
  const story = Object.hasOwn(STORIES, route) ? STORIES[route] : undefined
  const operatorStory = Object.hasOwn(OPERATOR_STORIES, route) ? OPERATOR_STORIES[route] : undefined
  const methods = operatorStory === undefined ? story?.methods : OPERATOR_METHODS
  if (methods === undefined) throw new OrchestratorError('NOT_FOUND', 'Cannot find route')
  if (method === 'OPTIONS') return respondPreflight(headers.get('origin'), ports.allowed_origins, methods)
  if (!methods.includes(method)) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    throw new OrchestratorError('METHOD_NOT_ALLOWED', `Cannot ${method} this route`, { headers: { allow } })
  }
  if (operatorStory !== undefined) return await operatorStory(visit, ports)
  if (story === undefined) throw new OrchestratorError('NOT_FOUND', 'Cannot find route')

  const caller = await timed(trail, 'auth', ports.timer.now, () => recognize(visit, ports))
  const body = await readBody(request, ports.timer)
  const call: Call = {
    caller,
    claims: composeClaims(caller, headers, ports),
    body: body.json,
    query: url.searchParams,
    request_id: visit.request_id,
    traceparent: composeTraceparent(visit.trace),
    idempotency: method === 'POST' ? await readIdempotency(headers, body.bytes) : null,
    trail,
  }
  return await answer(visit, await story.tell(call, ports), ports)
}

async function answerHealth(visit: Visit, ports: AppPorts): Promise<Response> {
  const isDeep = visit.url.searchParams.get('deep') === '1'
  const body = await health(isDeep, isOperator(visit, ports), ports)
  return respondJson(body.status === 'ok' ? 200 : 503, JSON.stringify(body), headersOf(visit, ports))
}

async function answerMetrics(visit: Visit, ports: AppPorts): Promise<Response> {
  const text = await metrics(isOperator(visit, ports), ports)
  return respondJson(200, text, { ...headersOf(visit, ports), 'content-type': METRICS_TYPE })
}

function isOperator(visit: Visit, ports: AppPorts): boolean {
  return hasSecretKey(visit.request.headers, ports.secret_keys)
}

async function answer(
  visit: Visit,
  { body, replayed, cacheable }: Answer,
  ports: AppPorts,
): Promise<Response> {
  const text = JSON.stringify(body)
  const headers = headersOf(visit, ports)
  if (replayed) headers['idempotency-replayed'] = 'true'
  if (!cacheable) return respondJson(200, text, headers)
  headers.etag = await strongEtag(text)
  headers['cache-control'] = 'private, no-cache'
  const isKnown = matchesEtag(visit.request.headers.get('if-none-match'), headers.etag)
  return isKnown ? new Response(null, { status: 304, headers }) : respondJson(200, text, headers)
}
