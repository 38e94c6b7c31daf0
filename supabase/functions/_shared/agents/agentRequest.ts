import { AGENT_REQUEST_MAX_BYTES } from '../domain/limits.ts'
import type { AgentEndpoint } from './endpoints.ts'

/** One logical call: the same over all its tries, but for the validator and the time left. */
export type AgentCall = {
  endpoint: AgentEndpoint
  url: string
  /** Null: a GET. The body names the time left and the validator, so each try has its own. */
  body: ((deadlineMs: number, validator: string | null) => Record<string, unknown>) | null
  validator: string | null
  /** Ceiling of one try when it is not the agents' usual one. */
  try_ms?: number
  idempotency_key: string
  request_id: string
  traceparent: string | null
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** What goes out in one try. Redirects are not followed: an agent's host is the operator's choice alone. */
export function composeRequest(
  call: AgentCall,
  validator: string | null,
  deadlineMs: number,
  signal: AbortSignal,
): RequestInit {
  const leftMs = Math.max(100, Math.floor(deadlineMs))
  const headers: Record<string, string> = {
    accept: 'application/json',
    // Unpacked by the runtime before we can count, four bombs of 12 KB cost 58 MB of memory; not asked for, not unpacked.
    'accept-encoding': 'identity',
    'x-idempotency-key': call.idempotency_key,
    'x-deadline-ms': String(leftMs),
  }
  if (/^[\x21-\x7e]{1,128}$/.test(call.request_id)) headers['x-request-id'] = call.request_id
  if (call.endpoint.token !== null) headers['authorization'] = `Bearer ${call.endpoint.token}`
  if (call.traceparent !== null && TRACEPARENT.test(call.traceparent)) {
    headers['traceparent'] = call.traceparent
  }

  if (call.body === null) {
    if (validator !== null) headers['if-none-match'] = validator
    return { method: 'GET', headers, redirect: 'manual', signal }
  }
  // A POST carries the validator in its body: If-None-Match on a POST means 412, not 304 (RFC 9110).
  headers['content-type'] = 'application/json'
  const body = JSON.stringify(call.body(leftMs, validator))
  return { method: 'POST', headers, body, redirect: 'manual', signal }
}

/** Whether a body keeps to the 64 KB that agents promise to take. */
export function fitsAgentRequest(body: unknown): boolean {
  return new TextEncoder().encode(JSON.stringify(body)).length <= AGENT_REQUEST_MAX_BYTES
}
