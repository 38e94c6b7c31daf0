import type { Timer } from '../_shared/contract/ports.ts'
import { isEqualInConstantTime } from '../_shared/http/secretKeys.ts'
import { respondJson, securityHeaders } from '../_shared/http/respond.ts'
import type { Work } from './compose.ts'

/** The platform ends a function after 150 s on the free plan; whatever is left then is given back for the next tick. */
export const TICK_MS = 120_000
const POLL_MS = 500

type TickPorts = {
  work: Work
  /** What the scheduler sends as Bearer; null: nobody may tick. */
  secret: string | null
  timer: Timer
}

/** POST worker/tick: takes runs until none is left. Answers when it is done; several at once share the work. */
export function createTick({ work, secret, timer }: TickPorts): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, protocol } = new URL(request.url)
    const headers = securityHeaders(protocol === 'https:')
    const refuse = (status: number, code: string, message: string) =>
      respondJson(status, JSON.stringify({ error: { code, message } }), headers)
    const given = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    if (secret === null || !isEqualInConstantTime(given, secret)) {
      return refuse(401, 'UNAUTHORIZED', 'Cannot tick: send CRON_SECRET as Bearer')
    }
    if (!/^(\/functions\/v1)?\/worker\/tick$/.test(pathname)) {
      return refuse(404, 'NOT_FOUND', 'Cannot find route: this function has POST worker/tick')
    }
    if (request.method !== 'POST') return refuse(405, 'METHOD_NOT_ALLOWED', 'Cannot tick: send POST')

    const limit = timer.deadline(TICK_MS)
    try {
      await work({ poll_ms: POLL_MS, until_idle: true }, limit.signal)
      return respondJson(200, '{"ok":true}', headers)
    } catch {
      return refuse(503, 'SERVICE_UNAVAILABLE', 'Cannot tick: the database is out of reach')
    } finally {
      limit.cancel()
    }
  }
}
