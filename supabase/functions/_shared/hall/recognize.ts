import { OrchestratorError } from '../contract/errors.ts'
import type { Caller } from '../http/authenticate.ts'
import { findClient } from '../http/clientAddress.ts'
import { type MemoryBuckets, rateLimited } from '../http/rateLimit.ts'
import type { Claims } from '../store/learnerStore.ts'
import type { Visit } from './visit.ts'

export type RecognizePorts = {
  authenticate(headers: Headers): Promise<Caller>
  /** Per learner, every authenticated request; null when off. */
  request_buckets: MemoryBuckets | null
  /** Per client address, only for calls that identify nobody; null when off. */
  stranger_buckets: MemoryBuckets | null
  /** How many entries of X-Forwarded-For, from its end, were written by proxies of ours. */
  trusted_proxies: number
  dev_clock: boolean
}

/** The acting learner, within the request limits; a stranger who keeps trying is slowed down. */
export async function recognize(visit: Visit, ports: RecognizePorts): Promise<Caller> {
  try {
    visit.caller = await ports.authenticate(visit.request.headers)
  } catch (error) {
    slowStranger(visit, ports)
    throw error
  }
  const rate = ports.request_buckets?.take(visit.caller.user_id)
  if (rate !== undefined) visit.trail.rates.push(rate)
  if (rate !== undefined && rate.retry_after_s > 0) throw rateLimited([rate])
  return visit.caller
}

/** A school shares one address: it is counted only where nobody is verified. Throws when it tried too often. */
export function slowStranger(
  visit: Visit,
  ports: Pick<RecognizePorts, 'stranger_buckets' | 'trusted_proxies'>,
): void {
  const address = findClient(visit.request.headers.get('x-forwarded-for'), ports.trusted_proxies)
  const rate = ports.stranger_buckets?.take(address)
  if (rate !== undefined && rate.retry_after_s > 0) throw rateLimited([rate])
}

/** Only these claims reach the database; a token's other content does not. A service's name goes with them. */
export function composeClaims(caller: Caller, visit: Visit, ports: RecognizePorts): Claims {
  const claims: Claims = { sub: caller.user_id, role: 'authenticated' }
  if (caller.kind === 'service') {
    claims.act = { key_name: caller.key_name, route: visit.route ?? '', request_id: visit.request_id }
  }
  const devNow = ports.dev_clock ? visit.request.headers.get('x-wisely-dev-now') : null
  if (devNow === null) return claims
  const at = Date.parse(devNow)
  if (!Number.isFinite(at)) {
    throw new OrchestratorError('BAD_REQUEST', 'Cannot set clock: X-Wisely-Dev-Now must be an RFC 3339 time')
  }
  return { ...claims, wisely_now: new Date(at).toISOString() }
}
