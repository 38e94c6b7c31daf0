import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Timer } from '../../../supabase/functions/_shared/contract/ports.ts'
import { createAuthenticate } from '../../../supabase/functions/_shared/http/authenticate.ts'
import { createKeySet } from '../../../supabase/functions/_shared/http/keySet.ts'
import { stillTimer } from '../../support/http.ts'

const USER = '6f1c2a34-0000-4000-8000-00000000000a'
const ISSUER = 'http://127.0.0.1:54321/auth/v1'
const START_MS = Date.UTC(2026, 10, 21, 9)
const MINUTE_MS = 60_000

type Key = { kid: string; privateKey: CryptoKey; jwk: Record<string, unknown> }
let old: Key
let next: Key

async function makeKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return { kid, privateKey, jwk: { ...await exportJWK(publicKey), kid, alg: 'ES256', use: 'sig' } }
}
beforeAll(async () => {
  ;[old, next] = [await makeKey('old'), await makeKey('next')]
})

/** An isolate that was started with the old key, a key endpoint that answers what it is told, and a clock to move. */
function startIsolate() {
  let nowMs = START_MS
  let published: Key[] | null = [old]
  let asked = 0
  const timer: Timer = { ...stillTimer(), now: () => nowMs }
  const keys = createKeySet({
    jwks: JSON.stringify({ keys: [old.jwk] }),
    url: 'http://127.0.0.1:1/jwks',
    fetch: () => {
      asked += 1
      return published === null
        ? Promise.reject(new Error('offline'))
        : Promise.resolve(Response.json({ keys: published.map(({ jwk }) => jwk) }))
    },
    timer,
  })
  const authenticate = createAuthenticate({
    keys,
    issuers: [ISSUER],
    legacy_secret: null,
    secret_keys: {},
    anonymous_users: true,
    timer,
  })
  return {
    asked: () => asked,
    publish: (...given: Key[]) => void (published = given),
    goOffline: () => void (published = null),
    pass: (ms: number) => void (nowMs += ms),
    /** Whether a fresh token of this key is let in. Afterwards the background has settled. */
    lets: async (key: Key) => {
      const iat = Math.floor(nowMs / 1000)
      const token = await new SignJWT({
        ...{ sub: USER, role: 'authenticated', aud: 'authenticated', iss: ISSUER },
        ...{ iat, exp: iat + 3600, jti: crypto.randomUUID() },
      }).setProtectedHeader({ alg: 'ES256', kid: key.kid }).sign(key.privateKey)
      const isIn = await authenticate(new Headers({ authorization: `Bearer ${token}` })).then(
        () => true,
        () => false,
      )
      await new Promise((resolve) => setImmediate(resolve))
      return isIn
    },
  }
}

describe('the key set', () => {
  it('is asked for again after ten minutes, so an announced key is known before it signs', async () => {
    const isolate = startIsolate()
    isolate.publish(old, next)
    isolate.pass(10 * MINUTE_MS)

    expect(await isolate.lets(old)).toBe(true)
    expect(isolate.asked()).toBe(1)
    expect(await isolate.lets(next)).toBe(true)
    expect(isolate.asked()).toBe(1)
  })

  it('forgets a withdrawn key within ten minutes', async () => {
    const isolate = startIsolate()
    isolate.publish(next)
    isolate.pass(10 * MINUTE_MS - 1)
    expect(await isolate.lets(old)).toBe(true)

    isolate.pass(1)
    await isolate.lets(old)

    expect(await isolate.lets(old)).toBe(false)
    expect(await isolate.lets(next)).toBe(true)
  })

  it('stays as it is while the endpoint is down, and is asked for every 30 seconds', async () => {
    const isolate = startIsolate()
    isolate.goOffline()
    isolate.pass(10 * MINUTE_MS)

    expect([await isolate.lets(old), await isolate.lets(old)]).toEqual([true, true])
    expect(isolate.asked()).toBe(1)
    isolate.pass(30_000)
    expect(await isolate.lets(old)).toBe(true)
    expect(isolate.asked()).toBe(2)
  })

  it('with a flood of unknown key ids costs one request per 30 seconds', async () => {
    const isolate = startIsolate()
    const forged = { ...next, kid: 'nobody' }

    const verdicts = await Promise.all(Array.from({ length: 50 }, () => isolate.lets(forged)))

    expect(verdicts).toEqual(Array(50).fill(false))
    expect(isolate.asked()).toBe(1)
  })
})
