import { createHmac } from 'node:crypto'
import type { AgentEndpoint } from './endpoints.ts'

/**
 * The name an agent knows a learner by: the user id for our own agents, else a UUIDv8 that differs per origin, so that
 * two vendors cannot join their data.
 */
export function deriveLearnerRef(endpoint: AgentEndpoint, userId: string, pairwiseSecret: string): string {
  if (endpoint.raw_ids) return userId
  const text = new URL(endpoint.root).origin + userId.toLowerCase()
  const hex = createHmac('sha256', pairwiseSecret).update(text).digest('hex')
  // RFC 9562: version 8 in the 13th digit, the variant's two bits in the 17th.
  const variant = (parseInt(hex.charAt(16), 16) & 0x3 | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ]
    .join('-')
}

/** The names of one learner, made once per origin: four agents of one vendor share one. */
export function createLearnerRefs(
  userId: string,
  pairwiseSecret: string,
): (endpoint: AgentEndpoint) => string {
  const refs = new Map<string, string>()
  return (endpoint) => {
    const key = `${endpoint.raw_ids} ${endpoint.root}`
    const ref = refs.get(key) ?? deriveLearnerRef(endpoint, userId, pairwiseSecret)
    refs.set(key, ref)
    return ref
  }
}
