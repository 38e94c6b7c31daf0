import type { AgentEndpoint } from './endpoints.ts'

/**
 * The name an agent knows a learner by: the user id for our own agents, else a UUIDv8 that differs per origin, so that
 * two vendors cannot join their data.
 */
export async function deriveLearnerRef(
  endpoint: AgentEndpoint,
  userId: string,
  pairwiseSecret: string,
): Promise<string> {
  if (endpoint.raw_ids) return userId
  const utf8 = new TextEncoder()
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8.encode(pairwiseSecret), hmac, false, ['sign'])
  const text = new URL(endpoint.root).origin + userId.toLowerCase()
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', key, utf8.encode(text))).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
