import { createLocalJWKSet, errors } from 'jose'
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose'
import { OrchestratorError } from '../contract/errors.ts'
import type { Fetch, Timer } from '../contract/ports.ts'

/** An unknown key id asks the key endpoint at most this often; until then it is simply unknown. */
const REFETCH_MS = 30_000
const FETCH_TIMEOUT_MS = 2_000
/**
 * Keys older than this are asked for again, beside the request that noticed: an announced key is then known before the
 * first token it signs, and a withdrawn one does not live as long as its isolate.
 */
const LIFE_MS = 10 * 60_000

export type KeySet = { getKey: JWTVerifyGetKey; count(): number }

function parseKeys(text: string | null): JSONWebKeySet | null {
  if (text === null) return null
  try {
    const value: unknown = JSON.parse(text)
    const keys = Array.isArray(value)
      ? value
      : value !== null && typeof value === 'object' && 'keys' in value
      ? value.keys
      : null
    // jose checks each key when it is used.
    return Array.isArray(keys) && keys.length > 0 ? { keys: keys as JSONWebKeySet['keys'] } : null
  } catch {
    return null
  }
}

/** The project's public keys: from the environment first, refreshed from the key endpoint when a key id is unknown. */
export function createKeySet(
  options: { jwks: string | null; url: string; fetch: Fetch; timer: Timer },
): KeySet {
  let keys = parseKeys(options.jwks)
  let local = keys === null ? null : createLocalJWKSet(keys)
  let askedAt = -Infinity
  let learnedAt = options.timer.now()
  let asking: Promise<void> | null = null

  async function ask(): Promise<void> {
    const deadline = options.timer.deadline(FETCH_TIMEOUT_MS)
    try {
      const response = await options.fetch(
        new Request(options.url, { signal: deadline.signal, redirect: 'manual' }),
      )
      const fetched = response.ok ? parseKeys(await response.text()) : null
      // Endpoint down or empty: the last good set stays.
      if (fetched !== null) {
        keys = fetched
        local = createLocalJWKSet(fetched)
        learnedAt = options.timer.now()
      }
    } catch {
      // As above: what is known stays known.
    } finally {
      deadline.cancel()
      asking = null
    }
  }

  async function refresh(): Promise<boolean> {
    if (asking === null) {
      if (options.timer.now() - askedAt < REFETCH_MS) return false
      askedAt = options.timer.now()
      asking = ask()
    }
    await asking
    return true
  }

  return {
    count: () => keys?.keys.length ?? 0,
    getKey: async (header, token) => {
      if (local === null) await refresh()
      else if (options.timer.now() - learnedAt >= LIFE_MS) void refresh()
      if (local === null) {
        throw new OrchestratorError('SERVICE_UNAVAILABLE', 'Cannot authenticate: no signing key is known', {
          headers: { 'retry-after': '30' },
        })
      }
      try {
        return await local(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !(await refresh())) throw error
        return await local(header, token)
      }
    },
  }
}
