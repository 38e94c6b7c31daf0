import type { Participant } from '../_shared/contract/agentMessages.ts'
import { AGENT_VERSION } from './agentVersion.ts'
import { answerData, answerPlain, answerRefusal } from './answer.ts'
import { answerPlan, answerSignal } from './answerWithAuthor.ts'
import type { Author } from './author.ts'
import { isAuthorized } from './authorize.ts'
import { manifestOf } from './catalog.ts'
import { readInstructorAsk, readSignalsAsk, type Refusal } from './readAsk.ts'
import { findRoute, METHODS, type Route } from './routes.ts'

export type AgentsOptions = {
  /** Bearer tokens that may ask. */
  acceptedTokens: string[]
  /** True lets everybody ask: a local stack, or calls inside one process. */
  allowAnonymous: boolean
  /** Milliseconds since the epoch. */
  now(): number
  /** Who writes for some of the agents in place of their rules; absent: nobody. */
  author?: Author | null
}

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
  const leftOf = (limitMs: number) => limitMs - (options.now() - startedMs)
  const isLate = () => leftOf(deadlineMs) < LEAST_DEADLINE_MS
  if (isLate()) return answerRefusal(TOO_LATE)

  const authorOf = (participant: Participant) =>
    options.author?.writesFor(participant) ? options.author : null
  const versionOf = (participant: Participant) => authorOf(participant)?.version ?? AGENT_VERSION

  switch (route.kind) {
    case 'healthz':
      return answerPlain({ ok: true })
    case 'manifest':
      return answerPlain(manifestOf(route.participant, versionOf(route.participant)))
    case 'signals': {
      const read = await readSignalsAsk(request, startedMs)
      if ('refusal' in read) return answerRefusal(read.refusal)
      if (isLate()) return answerRefusal(TOO_LATE)
      const { agent } = route
      const leftMs = leftOf(Math.min(deadlineMs, read.ask.deadline_ms))
      const answer = await answerSignal(agent, read.ask, authorOf(agent), leftMs)
      const isGet = request.method === 'GET'
      return answerData({
        ...answer,
        participant: agent,
        agent_version: versionOf(agent),
        nowMs: options.now(),
        if_none_match: isGet ? request.headers.get('if-none-match') : read.ask.if_none_match ?? null,
        isGet,
      })
    }
    case 'daily': {
      const read = await readInstructorAsk(request)
      if ('refusal' in read) return answerRefusal(read.refusal)
      if (isLate()) return answerRefusal(TOO_LATE)
      const leftMs = leftOf(Math.min(deadlineMs, read.ask.deadline_ms))
      const answer = await answerPlan(read.ask, authorOf('instructor'), leftMs)
      const agent_version = versionOf('instructor')
      if ('refusal' in answer) {
        const { refusal, usage, retry_after } = answer
        return answerRefusal({ ...refusal, usage }, {
          'x-agent-version': agent_version,
          ...(retry_after === null ? {} : { 'retry-after': retry_after }),
        })
      }
      return answerData({
        ...answer,
        participant: 'instructor',
        agent_version,
        nowMs: options.now(),
        max_age_s: null,
        degraded: false,
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
