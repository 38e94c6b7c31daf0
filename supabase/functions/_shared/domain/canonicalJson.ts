import { createHash } from 'node:crypto'

/** JSON with sorted keys and no spaces: equal values give equal text, whatever the order they arrived in. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`

  const members: [string, unknown][] = Object.entries(value)
  members.sort(([a], [b]) => a < b ? -1 : 1)
  const parts: string[] = []
  for (const [key, item] of members) {
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`)
  }
  return `{${parts.join(',')}}`
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
