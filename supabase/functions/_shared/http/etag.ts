import { sha256 } from './idempotency.ts'

/** A strong validator of exactly these bytes. */
export function strongEtag(text: string): string {
  return `"${sha256(text).slice(0, 32)}"`
}

/** RFC 9110 13.1.2: weak comparison, a list, or `*`. */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag)
}
