import { answerData, answerPlain, answerRefusal } from './answer.ts'
import { isAuthorized } from './authorize.ts'
import { CATALOG, manifestOf } from './catalog.ts'
import { composeInstructorData } from './instructor.ts'
import { readInstructorAsk, readSignalsAsk, type Refusal } from './readAsk.ts'
import { findRoute, METHODS, type Route } from './routes.ts'

export type AgentsOptions = {
  /** Bearer tokens that may ask. */
  acceptedTokens: string[]
  /** True lets everybody ask: a local stack, or calls inside one process. */
  allowAnonymous: boolean
  /** Milliseconds since the epoch. */
  now(): number
}

const HOUR_S = 3600
/** Less time than a composed answer needs to travel. */
const LEAST_DEADLINE_MS = 5

const TOO_LATE: Refusal = { status: 503, code: 'DEADLINE', error: 'Cannot answer: the deadline is too near' }

/** Milliseconds left according to the caller; infinite when it named none. */
function deadlineOf(request: Request): number {
  const text = request.headers.get('x-deadline-ms')?.trim() ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : Infinity
}

async function answerRoute(route: Route, request: Request, options: AgentsOptions): Promise<Response> {
  const startedMs = options.now()
  const deadlineMs = deadlineOf(request)
  const isLate = () => deadlineMs - (options.now() - startedMs) < LEAST_DEADLINE_MS
  if (isLate()) return answerRefusal(TOO_LATE)

  switch (route.kind) {
    case 'healthz':
      return answerPlain({ ok: true })
    case 'manifest':
      return answerPlain(manifestOf(route.participant))
    case 'signals': {
      const read = await readSignalsAsk(request, startedMs)
      if ('refusal' in read) return answerRefusal(read.refusal)
      if (isLate()) return answerRefusal(TOO_LATE)
      const { compose, freshness_hours } = CATALOG[route.agent]
      const isGet = request.method === 'GET'
      return await answerData({
        participant: route.agent,
        data: compose(read.ask),
        nowMs: options.now(),
        max_age_s: freshness_hours * HOUR_S,
        if_none_match: isGet ? request.headers.get('if-none-match') : read.ask.if_none_match ?? null,
        isGet,
      })
    }
    case 'daily': {
      const read = await readInstructorAsk(request)
      if ('refusal' in read) return answerRefusal(read.refusal)
      if (isLate()) return answerRefusal(TOO_LATE)
      return await answerData({
        participant: 'instructor',
        data: composeInstructorData(read.ask),
        nowMs: options.now(),
        max_age_s: null,
        if_none_match: read.ask.if_none_match ?? null,
        isGet: false,
      })
    }
    default:
      return route satisfies never
  }
}

/** The reference agents behind one fetch: served over HTTP, or handed to the orchestrator inside its own process. */
export function createAgentsApp(options: AgentsOptions): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      const route = findRoute(new URL(request.url).pathname)
      if (route === null) {
        return answerRefusal({ status: 404, code: null, error: 'Cannot answer: no such route' })
      }
      const methods = METHODS[route.kind]
      if (!methods.includes(request.method)) {
        const error = `Cannot answer: this route takes ${methods.join(' and ')}`
        return answerRefusal({ status: 405, code: null, error }, {
          allow: methods.join(', '),
        })
      }
      const isOpen = route.kind === 'healthz' || options.allowAnonymous
      if (!isOpen && !await isAuthorized(request, options.acceptedTokens)) {
        const error = 'Cannot answer: a bearer token is missing or not accepted'
        return answerRefusal({ status: 401, code: 'UNAUTHORIZED', error }, {
          'www-authenticate': 'Bearer',
        })
      }
      return await answerRoute(route, request, options)
    },
  }
}
