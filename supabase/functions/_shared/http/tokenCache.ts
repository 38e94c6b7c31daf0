import { sha256 } from './idempotency.ts'
import type { Token } from './verifyToken.ts'

const ENTRIES_MAX = 5_000
/** The longest a revoked session may still be accepted by one isolate, beside the token's own expiry. */
const LIFE_MS = 60_000

/** Remembers verified tokens by hash: checking an ES256 signature costs more than the whole status query. */
export function createTokenCache(now: () => number): {
  recall(token: string): Token | null
  remember(token: string, verified: Token): void
} {
  const entries = new Map<string, { token: Token; until: number }>()
  return {
    recall(token) {
      const key = sha256(token)
      const entry = entries.get(key)
      if (entry === undefined) return null
      if (entry.until > now()) return entry.token
      entries.delete(key)
      return null
    },
    remember(token, verified) {
      if (verified.kind !== 'user') return
      const oldest = entries.size >= ENTRIES_MAX ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(sha256(token), {
        token: verified,
        until: Math.min(now() + LIFE_MS, verified.expires_at_s * 1000),
      })
    },
  }
}
