import type { OrchestratorError } from '../contract/errors.ts'
import type { Log, LogFields, LogLevel } from '../contract/ports.ts'
import type { ExportSpans } from '../contract/span.ts'
import { isRecorded } from '../http/traceContext.ts'
import { composeSpans } from './composeSpans.ts'
import { countVisit } from './countVisit.ts'
import type { MetricsFeed } from './feedMetrics.ts'
import type { Visit } from './visit.ts'

export type TracePorts = {
  log: Log
  log_fields: Record<string, unknown>
  pseudonym(userId: string): string
  makeId(): string
  metrics: MetricsFeed
  /** Null: spans are not exported. */
  exportSpans: ExportSpans | null
}

type End = {
  status: number
  failure: OrchestratorError | null
  started_at: number
  ended_at: number
}

/** Names that callers choose become one, in the counters too. */
const STRANGE_ROUTE = 'unknown'

/** One log line, counts, and spans where they are wanted: ids, numbers and codes, never what people wrote. */
export function leaveTrace(visit: Visit, end: End, ports: TracePorts): void {
  const { request, trail, trace } = visit
  if (request.method === 'OPTIONS') return
  const route = visit.route ?? STRANGE_ROUTE
  const { status, started_at, ended_at } = end
  const code = end.failure?.code ?? null
  ports.log(levelOf(status), () => composeLine(visit, end, ports))
  ports.metrics.note(countVisit({ route, status, code, seconds: (ended_at - started_at) / 1000, trail }))
  if (ports.exportSpans === null || !isRecorded(trace.flags)) return
  const { method } = request
  const { request_id } = visit
  ports.exportSpans(
    composeSpans(
      { trace, trail, route, method, status, code, request_id, started_at, ended_at },
      ports.makeId,
    ),
  )
}

function levelOf(status: number): LogLevel {
  if (status >= 500) return 'error'
  return status === 429 || status === 408 ? 'warn' : 'info'
}

function composeLine(visit: Visit, end: End, ports: TracePorts): LogFields {
  const { status, failure } = end
  const cause = failure?.cause
  return {
    function: visit.route ?? STRANGE_ROUTE,
    user_id: visit.caller === null ? null : ports.pseudonym(visit.caller.user_id),
    execution_time_ms: end.ended_at - end.started_at,
    ...visit.trail.fields,
    request_id: visit.request_id,
    trace_id: visit.trace.trace_id,
    span_id: visit.trace.span_id,
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
  }
}

function stackOf(error: Error): string | undefined {
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(
    0,
    8,
  ).map((line) => line.trim()).join(' | ')
}
