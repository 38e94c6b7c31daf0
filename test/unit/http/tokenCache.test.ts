import { describe, expect, it } from 'vitest'
import { createTokenCache } from '../../../supabase/functions/_shared/http/tokenCache.ts'
import type { Token } from '../../../supabase/functions/_shared/http/verifyToken.ts'

const NOW = Date.UTC(2026, 10, 21, 9)
const CACHED_TOKENS_MAX = 5_000

const tokenUntil = (expires_at_s: number): Token => ({
  kind: 'user',
  user_id: '6f1c2a34-0000-4000-8000-00000000000a',
  external_id: null,
  anonymous: false,
  expires_at_s,
})
const LONG_LIVED = tokenUntil(NOW / 1000 + 3600)

function createCache() {
  const clock = { now: NOW }
  return { clock, cache: createTokenCache(() => clock.now) }
}

describe('a remembered token', () => {
  it('is recalled as it was verified, another is not', async () => {
    const { cache } = createCache()
    await cache.remember('token', LONG_LIVED)

    expect(await cache.recall('token')).toEqual(LONG_LIVED)
    expect(await cache.recall('another')).toBeNull()
  })

  it('is forgotten within a minute, so that a revoked session does not live on', async () => {
    const { cache, clock } = createCache()
    const tokens = Array.from({ length: 200 }, (_, at) => `token ${at}`)
    for (const token of tokens) await cache.remember(token, LONG_LIVED)

    clock.now = NOW + 30_000
    for (const token of tokens) expect(await cache.recall(token)).toEqual(LONG_LIVED)
    clock.now = NOW + 60_000
    for (const token of tokens) expect(await cache.recall(token)).toBeNull()
  })

  it('is not verified again together with all that came at the same time', async () => {
    const { cache, clock } = createCache()
    const tokens = Array.from({ length: 200 }, (_, at) => `token ${at}`)
    for (const token of tokens) await cache.remember(token, LONG_LIVED)

    const forgotten = Array.from({ length: 30 }, (_, second) => {
      clock.now = NOW + (31 + second) * 1_000
      return tokens.filter((token) => cache.recall(token) === null).length
    })
    const each = forgotten.map((count, at) => count - (forgotten[at - 1] ?? 0))
    expect(Math.max(...each)).toBeLessThan(30)
  })

  it('is forgotten when it expires, where that is sooner', async () => {
    const { cache, clock } = createCache()
    await cache.remember('token', tokenUntil(NOW / 1000 + 10))

    clock.now = NOW + 9_999
    expect(await cache.recall('token')).not.toBeNull()
    clock.now = NOW + 10_000
    expect(await cache.recall('token')).toBeNull()
  })

  it('gives way, the oldest first, when there are more than 5,000', async () => {
    const { cache } = createCache()
    for (let each = 0; each < CACHED_TOKENS_MAX; each += 1) await cache.remember(`token ${each}`, LONG_LIVED)
    expect(await cache.recall('token 0')).toEqual(LONG_LIVED)

    await cache.remember('one more', LONG_LIVED)

    expect(await cache.recall('token 0')).toBeNull()
    expect(await cache.recall('token 1')).toEqual(LONG_LIVED)
    expect(await cache.recall('one more')).toEqual(LONG_LIVED)
  })
})

it('a service token is verified every time', async () => {
  const { cache } = createCache()
  await cache.remember('token', { kind: 'service' })

  expect(await cache.recall('token')).toBeNull()
})
