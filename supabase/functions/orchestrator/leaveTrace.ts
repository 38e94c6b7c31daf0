import type { OrchestratorError } from '../_shared/contract/errors.ts'
import type { Log } from '../_shared/contract/ports.ts'
import { readTraceparent } from '../_shared/http/requestId.ts'
import type { Visit } from './visit.ts'

export type TracePorts = {
  log: Log
  log_fields: Record<string, unknown>
  pseudonym(userId: string): string
}

type End = {
  status: number
  failure: OrchestratorError | null
  execution_time_ms: number
}

/** One line per request: ids, numbers and codes, never what people wrote. */
export function leaveTrace(
  visit: Visit,
  { status, failure, execution_time_ms }: End,
  ports: TracePorts,
): void {
  if (visit.request.method === 'OPTIONS') return
  const cause = failure?.cause
  const level = status >= 500 ? 'error' : status === 429 || status === 408 ? 'warn' : 'info'
  ports.log(level, {
    function: visit.route === '' ? 'unknown' : visit.route,
    user_id: visit.caller === null ? null : ports.pseudonym(visit.caller.user_id),
    execution_time_ms,
    ...visit.trail.fields,
    request_id: visit.request_id,
    trace_id: readTraceparent(visit.request.headers)?.slice(3, 35) ?? null,
    status,
    code: failure?.code ?? null,
    ...(visit.caller?.kind === 'service' ? { on_behalf_of: true, key_name: visit.caller.key_name } : {}),
    // Stack without message: a database message may quote what somebody wrote.
    ...(cause instanceof Error
      ? {
        cause: cause.name,
        cause_code: 'code' in cause ? cause.code : undefined,
        stack: stackOf(cause),
      }
      : {}),
    ...ports.log_fields,
  })
}

function stackOf(error: Error): string | undefined {
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(
    0,
    8,
  ).map((line) => line.trim()).join(' | ')
}
