import type { RateFact } from '../contract/facts.ts'
import type { AgentTrace } from '../domain/signalQuality.ts'
import type { Caller } from '../http/authenticate.ts'
import type { Bytes, Idempotency } from '../http/idempotency.ts'
import type { Claims, WriteRequest } from '../store/learnerStore.ts'

/** One authenticated request as the stories see it. */
export type Call = {
  caller: Caller
  claims: Claims
  /** Parsed JSON, `{}` when the body was empty; each story validates it. */
  body: unknown
  /** The uuid in the path; '' when its route has none. */
  id: string
  headers: Headers
  query: URLSearchParams
  request_id: string
  /** As sent to agents: the caller's trace, this request as parent. */
  traceparent: string
  idempotency: Idempotency | null
  trail: Trail
}

/** What a request leaves behind for its log line and its headers; filled in as the story goes. */
export type Trail = {
  rates: RateFact[]
  /** Milliseconds by step: auth, db, agents, plan. */
  timings: Record<string, number>
  /** When each step began for the first time, in ms since the epoch. */
  began: Record<string, number>
  /** Every agent of a day that was built, the instructor included when one is configured. */
  agents: AgentTrace[]
  /** Log fields of this route, such as cache_hits. */
  fields: Record<string, unknown>
}

/** A successful answer: JSON at once, or Server-Sent Events as they come. */
export type Answer = JsonAnswer | { stream: ReadableStream<Bytes> }

export type JsonAnswer = {
  body: Record<string, unknown>
  headers?: Record<string, string>
  /** The frozen answer of an idempotency key. */
  replayed?: boolean
  /** Only status has one: its body may be revalidated. */
  cacheable?: boolean
}

/** Runs one step and adds its time to Server-Timing. */
export async function timed<Result>(
  trail: Trail,
  step: string,
  now: () => number,
  run: () => Promise<Result>,
): Promise<Result> {
  const startedAt = now()
  trail.began[step] ??= startedAt
  try {
    return await run()
  } finally {
    trail.timings[step] = (trail.timings[step] ?? 0) + now() - startedAt
  }
}

type Limits = WriteRequest<unknown>['limits']

/** The buckets of the database that learners pay from. */
export type LimitPorts = {
  write_limits: Limits
  day_run_limits: Limits
  anonymous_limits: { write_limits: Limits; day_run_limits: Limits }
}

/** What a write takes; day.run takes from its daily bucket too. */
export function limitsOf(call: Call, ports: LimitPorts, isDayRun = false): Limits {
  const { write_limits, day_run_limits } = call.caller.anonymous ? ports.anonymous_limits : ports
  return isDayRun ? [...write_limits, ...day_run_limits] : write_limits
}

/** What every write sends to the store beside its body. */
export function composeWrite<Body>(
  call: Call,
  body: Body,
  limits: WriteRequest<Body>['limits'],
): WriteRequest<Body> {
  return {
    body,
    request_id: call.request_id,
    idempotency: call.idempotency,
    limits,
  }
}
