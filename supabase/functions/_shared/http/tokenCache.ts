import { sha256 } from './idempotency.ts'
import type { Token } from './verifyToken.ts'

const ENTRIES_MAX = 5_000
/** The longest a revoked session may still be accepted by one isolate, beside the token's own expiry. */
const LIFE_MS = 60_000

/** Remembers verified tokens by hash: checking an ES256 signature costs more than the whole status query. */
export function createTokenCache(now: () => number): {
  recall(token: string): Promise<Token | null>
  remember(token: string, verified: Token): Promise<void>
} {
  const entries = new Map<string, { token: Token; until: number }>()
  const keyOf = (token: string) => sha256(new TextEncoder().encode(token))
  return {
    async recall(token) {
      const key = await keyOf(token)
      const entry = entries.get(key)
      if (entry === undefined) return null
      if (entry.until > now()) return entry.token
      entries.delete(key)
      return null
    },
    async remember(token, verified) {
      if (verified.kind !== 'user') return
      const oldest = entries.size >= ENTRIES_MAX ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
      entries.set(await keyOf(token), {
        token: verified,
        until: Math.min(now() + LIFE_MS, verified.expires_at_s * 1000),
      })
    },
  }
}
