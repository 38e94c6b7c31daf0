import { sha256 } from './idempotency.ts'
import type { Token } from './verifyToken.ts'

const ENTRIES_MAX = 5_000
/** The longest a revoked session may still be accepted by one isolate, beside the token's own expiry. */
const LIFE_MS = 60_000
/** Learners who came together do not all come to be verified together again: half of the life is spread. */
const SPREAD_MS = 30_000

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
      const key = sha256(token)
      const spread = Number.parseInt(key.slice(0, 4), 16) / 0x10000
      entries.set(key, {
        token: verified,
        until: Math.min(now() + LIFE_MS - SPREAD_MS * spread, verified.expires_at_s * 1000),
      })
    },
  }
}
