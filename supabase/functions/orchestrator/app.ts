import { OrchestratorError } from '../_shared/contract/errors.ts'
import type { Log, Timer } from '../_shared/contract/ports.ts'
import { type Caller, hasSecretKey } from '../_shared/http/authenticate.ts'
import { corsHeaders, respondPreflight } from '../_shared/http/cors.ts'
import { matchesEtag, strongEtag } from '../_shared/http/etag.ts'
import { readIdempotency } from '../_shared/http/idempotency.ts'
import { type MemoryBuckets, rateHeaders, rateLimited } from '../_shared/http/rateLimit.ts'
import { readBody } from '../_shared/http/readBody.ts'
import { readRequestId, readTraceparent } from '../_shared/http/requestId.ts'
import { respondError, respondJson, securityHeaders, serverTiming } from '../_shared/http/respond.ts'
import type { Claims } from '../_shared/store/learnerStore.ts'
import { type Answer, type Call, timed, type Trail } from './call.ts'
import { dayDone, type DayDonePorts } from './dayDone.ts'
import { dayRun, type DayRunPorts } from './dayRun.ts'
import { events } from './events.ts'
import { health, type HealthPorts } from './health.ts'
import { intentSync } from './intentSync.ts'
import { leaveTrace } from './leaveTrace.ts'
import { status, type StatusPorts } from './status.ts'

export type AppPorts =
  & DayRunPorts
  & DayDonePorts
  & StatusPorts
  & HealthPorts
  & {
    authenticate(headers: Headers): Promise<Caller>
    secret_keys: Record<string, string>
    allowed_origins: string[]
    /** Per learner, every authenticated request; null when off. */
    request_buckets: MemoryBuckets | null
    /** Per client address, only for calls that identify nobody; null when off. */
    stranger_buckets: MemoryBuckets | null
    pseudonym(userId: string): Promise<string>
    dev_clock: boolean
    timer: Timer
    log: Log
    log_fields: Record<string, unknown>
  }

/** Route -> methods -> story. Everything else is 404 or 405. */
const STORIES: Record<
  string,
  { methods: string[]; tell: (call: Call, ports: AppPorts) => Promise<Answer> }
> = {
  'intent.sync': { methods: ['POST'], tell: intentSync },
  'day.run': { methods: ['POST'], tell: dayRun },
  'day.done': { methods: ['POST'], tell: dayDone },
  status: { methods: ['GET', 'POST'], tell: status },
  events: { methods: ['GET'], tell: events },
}
const HEALTH_METHODS = ['GET']

export type Visit = {
  request: Request
  url: URL
  route: string
  request_id: string
  trail: Trail
  headers: Record<string, string>
  caller: Caller | null
}

/** The hall: every request comes in and goes out here, the same way. */
export function createApp(
  ports: AppPorts,
): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const startedAt = ports.timer.now()
      const url = new URL(request.url)
      const visit: Visit = {
        request,
        url,
        route: /^\/orchestrator\/([a-z.]+)$/.exec(url.pathname)?.[1] ?? '',
        request_id: readRequestId(request.headers, ports.makeId),
        trail: { rates: [], timings: {}, fields: {} },
        headers: {
          ...corsHeaders(request.headers.get('origin'), ports.allowed_origins),
          ...securityHeaders(
            url.protocol === 'https:' ||
              request.headers.get('x-forwarded-proto') === 'https',
          ),
        },
        caller: null,
      }
      visit.headers['x-request-id'] = visit.request_id
      let response: Response
      let failure: OrchestratorError | null = null
      try {
        response = await admit(visit, ports)
      } catch (error) {
        failure = error instanceof OrchestratorError ? error : new OrchestratorError(
          'INTERNAL_ERROR',
          'Cannot answer: internal error',
          { cause: error },
        )
        response = respondError(
          failure,
          visit.request_id,
          request.headers.get('accept'),
          { ...visit.headers, ...outHeaders(visit, ports) },
        )
      }
      await leaveTrace(visit, {
        status: response.status,
        failure,
        execution_time_ms: ports.timer.now() - startedAt,
      }, ports)
      return response
    },
  }
}

/** Finds the route, then lets the caller in, reads the body and tells the story. */
async function admit(visit: Visit, ports: AppPorts): Promise<Response> {
  const { request, url, route, trail } = visit
  const story = Object.hasOwn(STORIES, route) ? STORIES[route] : undefined
  const methods = route === 'health' ? HEALTH_METHODS : story?.methods
  if (methods === undefined) {
    throw new OrchestratorError('NOT_FOUND', 'Cannot find route')
  }
  if (request.method === 'OPTIONS') {
    return respondPreflight(
      request.headers.get('origin'),
      ports.allowed_origins,
      methods,
    )
  }
  if (!methods.includes(request.method)) {
    throw new OrchestratorError(
      'METHOD_NOT_ALLOWED',
      `Cannot ${request.method} this route`,
      { headers: { allow: [...methods, 'OPTIONS'].join(', ') } },
    )
  }
  if (story === undefined) {
    const body = await health(
      url.searchParams.get('deep') === '1',
      hasSecretKey(request.headers, ports.secret_keys),
      ports,
    )
    return respondJson(
      body.status === 'ok' ? 200 : 503,
      JSON.stringify(body),
      visit.headers,
    )
  }

  const caller = await timed(
    trail,
    'auth',
    ports.timer.now,
    () => recognize(visit, ports),
  )
  const body = await readBody(request, ports.timer)
  const call: Call = {
    caller,
    claims: claimsOf(caller, request.headers, ports),
    body: body.json,
    query: url.searchParams,
    headers: request.headers,
    request_id: visit.request_id,
    traceparent: readTraceparent(request.headers),
    idempotency: request.method === 'POST' ? await readIdempotency(request.headers, body.bytes) : null,
    trail,
  }
  return await answer(visit, ports, await story.tell(call, ports))
}

/** The acting learner, within the request limits; a stranger who keeps trying is slowed down. */
async function recognize(visit: Visit, ports: AppPorts): Promise<Caller> {
  try {
    visit.caller = await ports.authenticate(visit.request.headers)
  } catch (error) {
    const address = visit.request.headers.get('x-forwarded-for')?.split(',')[0]?.trim() ??
      'unknown'
    const rate = ports.stranger_buckets?.take(address)
    if (rate !== undefined && rate.retry_after_s > 0) throw rateLimited([rate])
    throw error
  }
  const rate = ports.request_buckets?.take(visit.caller.user_id)
  if (rate !== undefined) visit.trail.rates.push(rate)
  if (rate !== undefined && rate.retry_after_s > 0) throw rateLimited([rate])
  return visit.caller
}

/** Only these claims reach the database; a token's other content does not. */
function claimsOf(caller: Caller, headers: Headers, ports: AppPorts): Claims {
  const claims: Claims = { sub: caller.user_id, role: 'authenticated' }
  const devNow = ports.dev_clock ? headers.get('x-wisely-dev-now') : null
  if (devNow === null) return claims
  const at = Date.parse(devNow)
  if (!Number.isFinite(at)) {
    throw new OrchestratorError(
      'BAD_REQUEST',
      'Cannot set clock: X-Wisely-Dev-Now must be an RFC 3339 time',
    )
  }
  return { ...claims, wisely_now: new Date(at).toISOString() }
}

async function answer(
  visit: Visit,
  ports: AppPorts,
  { body, replayed, cacheable }: Answer,
): Promise<Response> {
  const text = JSON.stringify(body)
  const headers: Record<string, string> = {
    ...visit.headers,
    ...outHeaders(visit, ports),
  }
  if (replayed) headers['idempotency-replayed'] = 'true'
  if (!cacheable) return respondJson(200, text, headers)
  headers.etag = await strongEtag(text)
  headers['cache-control'] = 'private, no-cache'
  if (matchesEtag(visit.request.headers.get('if-none-match'), headers.etag)) {
    return new Response(null, { status: 304, headers })
  }
  return respondJson(200, text, headers)
}

function outHeaders({ trail }: Visit, ports: AppPorts): Record<string, string> {
  const timing = serverTiming(trail.timings)
  return {
    ...rateHeaders(trail.rates, ports.timer.now()),
    ...(timing === '' ? {} : { 'server-timing': timing }),
  }
}
