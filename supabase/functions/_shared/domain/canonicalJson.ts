import { createHash } from 'node:crypto'

/** JSON with sorted keys and no spaces: equal values give equal text, whatever the order they arrived in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value)) ?? 'null'
}

/**
 * A copy, since one JSON.stringify over all of it costs less than half of one per key and text. Nobody stores the key
 * `__proto__`: requests with it are refused, replies of agents are cleaned of it.
 */
function sortKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(sortKeys)
  // No array and not null: its members are under its own keys.
  const members = value as Record<string, unknown>
  const sorted: Record<string, unknown> = {}
  for (const key of Object.keys(members).sort()) sorted[key] = sortKeys(members[key])
  return sorted
}

/**
 * Not crypto.subtle: that hands each text to another thread, and seven of them were 38 % of the CPU of a status
 * request (docs/decisions/0017-digests-at-once.md).
 */
export function sha256(text: string, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding)
}

/** 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return sha256(text, 'hex')
}
