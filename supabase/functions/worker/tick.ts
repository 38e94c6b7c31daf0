import { isEqualInConstantTime } from '../_shared/http/secretKeys.ts'
import { respondJson, securityHeaders } from '../_shared/http/respond.ts'
import type { Work } from './compose.ts'

/** The platform ends a worker after 150 s on the free plan; whatever is left is given back for the next tick. */
const TICK_MS = 120_000
const POLL_MS = 500

type TickPorts = {
  work: Work
  /** What the scheduler sends as Bearer; null: nobody may tick. */
  secret: string | null
}

/** POST tick: takes runs until none is left. Answers when it is done; several at once share the work. */
export function createTick({ work, secret }: TickPorts): (request: Request) => Promise<Response> {
  return async (request) => {
    const headers = securityHeaders(new URL(request.url).protocol === 'https:')
    const refuse = (status: number, code: string, message: string) =>
      respondJson(status, JSON.stringify({ error: { code, message } }), headers)
    if (request.method !== 'POST') return refuse(405, 'METHOD_NOT_ALLOWED', 'Cannot tick: send POST')
    const given = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
    if (secret === null || !isEqualInConstantTime(given, secret)) {
      return refuse(401, 'UNAUTHORIZED', 'Cannot tick: send CRON_SECRET as Bearer')
    }
    await work({ poll_ms: POLL_MS, until_idle: true }, AbortSignal.timeout(TICK_MS))
    return respondJson(200, '{"ok":true}', headers)
  }
}
