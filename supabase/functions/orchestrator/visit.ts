import { isRoute } from '../_shared/contract/routes.ts'
import type { Caller } from '../_shared/http/authenticate.ts'
import { corsHeaders } from '../_shared/http/cors.ts'
import { rateHeaders } from '../_shared/http/rateLimit.ts'
import { readRequestId } from '../_shared/http/requestId.ts'
import { openTrace, type Trace } from '../_shared/http/traceContext.ts'
import { securityHeaders, serverTiming } from '../_shared/http/respond.ts'
import type { Trail } from './call.ts'

/** One request on its way through the hall, before anybody is known and after. */
export type Visit = {
  request: Request
  url: URL
  /** '' when the path names none. */
  route: string
  /** False: nobody serves this route. */
  is_known: boolean
  request_id: string
  trace: Trace
  trail: Trail
  /** Null until the caller is recognized. */
  caller: Caller | null
}

export function openVisit(request: Request, makeId: () => string): Visit {
  const url = new URL(request.url)
  const route = /^\/orchestrator\/([a-z.]+)$/.exec(url.pathname)?.[1] ?? ''
  return {
    request,
    url,
    route,
    is_known: isRoute(route),
    request_id: readRequestId(request.headers, makeId),
    trace: openTrace(request.headers, makeId),
    trail: { rates: [], timings: {}, began: {}, agents: [], fields: {} },
    caller: null,
  }
}

/** Headers of every answer to this visit, refusals included. */
export function composeHeaders(
  visit: Visit,
  allowedOrigins: string[],
  nowMs: number,
): Record<string, string> {
  const { request, url, trail } = visit
  const isHttps = url.protocol === 'https:' || request.headers.get('x-forwarded-proto') === 'https'
  const timing = serverTiming(trail.timings)
  return {
    ...corsHeaders(request.headers.get('origin'), allowedOrigins),
    ...securityHeaders(isHttps),
    'x-request-id': visit.request_id,
    ...rateHeaders(trail.rates, nowMs),
    ...(timing === '' ? {} : { 'server-timing': timing }),
  }
}
