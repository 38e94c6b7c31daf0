import type { RateFact } from '../_shared/contract/facts.ts'
import type { Caller } from '../_shared/http/authenticate.ts'
import type { Idempotency } from '../_shared/http/idempotency.ts'
import type { Claims, WriteRequest } from '../_shared/store/learnerStore.ts'

/** One authenticated request as the stories see it. */
export type Call = {
  caller: Caller
  claims: Claims
  /** Parsed JSON, `{}` when the body was empty; each story validates it. */
  body: unknown
  query: URLSearchParams
  request_id: string
  traceparent: string | null
  idempotency: Idempotency | null
  trail: Trail
}

/** What a request leaves behind for its log line and its headers; filled in as the story goes. */
export type Trail = {
  rates: RateFact[]
  /** Milliseconds by step: auth, db, agents, plan. */
  timings: Record<string, number>
  /** Log fields of this route, such as cache_hits. */
  fields: Record<string, unknown>
}

/** A successful answer. */
export type Answer = {
  body: Record<string, unknown>
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
  try {
    return await run()
  } finally {
    trail.timings[step] = (trail.timings[step] ?? 0) + now() - startedAt
  }
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
