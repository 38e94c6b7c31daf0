import { createHmac } from 'node:crypto'
import type { AgentEndpoint } from './endpoints.ts'

/**
 * The name an agent knows a learner by: the user id for our own agents, else a UUIDv8 that differs per origin, so that
 * two vendors cannot join their data.
 */
export function deriveLearnerRef(endpoint: AgentEndpoint, userId: string, pairwiseSecret: string): string {
  if (endpoint.raw_ids) return userId
  const text = new URL(endpoint.root).origin + userId.toLowerCase()
  const bytes = createHmac('sha256', pairwiseSecret).update(text).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
