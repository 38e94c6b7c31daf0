import { findRoute, type Routes } from '../contract/routes.ts'
import type { Caller } from '../http/authenticate.ts'
import { corsHeaders } from '../http/cors.ts'
import { rateHeaders } from '../http/rateLimit.ts'
import { readRequestId } from '../http/requestId.ts'
import { openTrace, type Trace } from '../http/traceContext.ts'
import { securityHeaders, serverTiming } from '../http/respond.ts'
import type { Trail } from './call.ts'

/** One request on its way through the hall, before anybody is known and after. */
export type Visit = {
  request: Request
  url: URL
  /** Null: nobody serves this path. */
  route: string | null
  /** The uuid in the path; '' when its route has none. */
  id: string
  request_id: string
  trace: Trace
  trail: Trail
  /** Null until the caller is recognized. */
  caller: Caller | null
}

/** `base` is what stands before the names of the routes in every path, such as `/orchestrator/`. */
export function openVisit(
  request: Request,
  { base, routes }: { base: string; routes: Routes },
  makeId: () => string,
): Visit {
  const url = new URL(request.url)
  const found = url.pathname.startsWith(base) ? findRoute(routes, url.pathname.slice(base.length)) : null
  return {
    request,
    url,
    route: found?.name ?? null,
    id: found?.id ?? '',
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
