import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticate, hasSecretKey } from '../../../supabase/functions/_shared/http/authenticate.ts'
import type { KeySet } from '../../../supabase/functions/_shared/http/keySet.ts'
import { verifyToken } from '../../../supabase/functions/_shared/http/verifyToken.ts'
import { stillTimer } from '../../support/http.ts'

const USER = '6f1c2a34-0000-4000-8000-00000000000a'
const OTHER = '6f1c2a34-0000-4000-8000-00000000000b'
const ISSUER = 'https://project.example/auth/v1'
const LEGACY_SECRET = 'a-legacy-secret-of-more-than-32-characters'
const SECRET_KEYS = { default: 'sb_secret_first', ci: 'sb_secret_second' }
const NOW_S = Date.UTC(2026, 10, 21, 9) / 1000
const DAY_S = 86_400

const CLAIMS = {
  sub: USER,
  role: 'authenticated',
  aud: 'authenticated',
  iss: ISSUER,
  iat: NOW_S,
  exp: NOW_S + 3600,
}

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
let elliptic: Pair
let rsa: Pair
let keys: KeySet
let searches = 0

beforeAll(async () => {
  elliptic = await generateKeyPair('ES256')
  rsa = await generateKeyPair('RS256')
  const local = createLocalJWKSet({
    keys: [
      { ...(await exportJWK(elliptic.publicKey)), kid: 'elliptic', alg: 'ES256' },
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
    ],
  })
  keys = {
    count: () => 2,
    getKey: (header, token) => {
      searches += 1
      return local(header, token)
    },
  }
})

const sign = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'elliptic' }).sign(elliptic.privateKey)
const signLegacy = (claims: Record<string, unknown>) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(LEGACY_SECRET))
const verify = (token: string, legacy_secret: string | null = null) =>
  verifyToken(token, { keys, issuers: [ISSUER], legacy_secret, now: new Date(NOW_S * 1000) })
const authenticate = (headers: Record<string, string>, legacy_secret: string | null = null) =>
  createAuthenticate({
    keys,
    issuers: [ISSUER],
    legacy_secret,
    secret_keys: SECRET_KEYS,
    anonymous_users: false,
    timer: stillTimer(NOW_S * 1000),
  })(new Headers(headers))
const without = (...names: (keyof typeof CLAIMS)[]) =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => !names.some((each) => each === name)))

describe('a verified token', () => {
  it('says who it is, until when, and nothing that was not in it', async () => {
    expect(await verify(await sign(CLAIMS))).toEqual({
      kind: 'user',
      user_id: USER,
      external_id: null,
      anonymous: false,
      expires_at_s: CLAIMS.exp,
    })
  })

  it('brings the external id of its app_metadata, where that is a text', async () => {
    const externalOf = async (app_metadata: unknown) => {
      const token = await verify(await sign({ ...CLAIMS, app_metadata }))
      return token.kind === 'user' ? token.external_id : undefined
    }

    expect(await externalOf({ external_id: 'pupil-7' })).toBe('pupil-7')
    expect(await Promise.all([{ external_id: 7 }, {}, null, 'pupil-7'].map(externalOf))).toEqual(
      Array(4).fill(null),
    )
  })

  it('may be signed RS256 and be for several audiences', async () => {
    const token = await new SignJWT({ ...CLAIMS, aud: ['other', 'authenticated'] })
      .setProtectedHeader({ alg: 'RS256', kid: 'rsa' }).sign(rsa.privateKey)

    expect(await verify(token)).toMatchObject({ user_id: USER })
  })

  it('may be six days old, the longest life being seven', async () => {
    expect(await verify(await sign({ ...CLAIMS, iat: NOW_S - 6 * DAY_S }))).toMatchObject({ user_id: USER })
    await expect(verify(await sign({ ...CLAIMS, iat: NOW_S - 7 * DAY_S - 10 }))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('may be late by the five seconds that clocks differ', async () => {
    expect(await verify(await sign({ ...CLAIMS, exp: NOW_S - 4 }))).toMatchObject({ user_id: USER })
    await expect(verify(await sign({ ...CLAIMS, exp: NOW_S - 6 }))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })
})

describe('a refusal says what is wrong and nothing of the token', () => {
  const cases: [string, () => Promise<string> | string, string][] = [
    ['longer than 8,192 characters', () => 'x'.repeat(8_193), 'the token is too long'],
    ['of 8,192 characters that are no token', () => 'x'.repeat(8_192), 'the token is not valid'],
    ['signed by nobody we know', () => signForeign(), 'the token is not valid'],
    ['of a service', () => sign({ ...CLAIMS, role: 'service_role' }), "the token is not a learner's"],
    ['for somebody else', () => sign({ ...CLAIMS, aud: 'other' }), "the token is not a learner's"],
    ['without a subject', () => sign(without('sub')), 'the token has no user id'],
    ['with more than a user id', () => sign({ ...CLAIMS, sub: `x${USER}` }), 'the token has no user id'],
    ['with a user id and more', () => sign({ ...CLAIMS, sub: `${USER}x` }), 'the token has no user id'],
  ]
  it.each(cases)('%s', async (_, make, message) => {
    await expect(verify(await make())).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      message: `Cannot authenticate: ${message}`,
    })
  })

  async function signForeign(): Promise<string> {
    const { privateKey } = await generateKeyPair('ES256')
    return new SignJWT(CLAIMS).setProtectedHeader({ alg: 'ES256', kid: 'elliptic' }).sign(privateKey)
  }
})

describe('a legacy token', () => {
  it.each(['exp', 'iat'] as const)('without %s is refused as any other', async (name) => {
    await expect(verify(await signLegacy(without(name)), LEGACY_SECRET)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('of a service acts under the name legacy', async () => {
    const token = await signLegacy({ ...CLAIMS, role: 'service_role' })

    expect(await authenticate({ authorization: `Bearer ${token}`, 'x-user-id': OTHER }, LEGACY_SECRET))
      .toEqual({
        user_id: OTHER,
        kind: 'service',
        anonymous: false,
        key_name: 'legacy',
      })
  })
})

describe('the caller', () => {
  it('is a learner, with the name of the secret key that came along', async () => {
    const authorization = `Bearer ${await sign(CLAIMS)}`
    const learner = { user_id: USER, kind: 'learner', anonymous: false }

    expect(await authenticate({ authorization })).toEqual({ ...learner, key_name: null })
    expect(await authenticate({ authorization, apikey: SECRET_KEYS.ci })).toEqual({
      ...learner,
      key_name: 'ci',
    })
    expect(await authenticate({ authorization, apikey: 'sb_publishable_x' })).toEqual({
      ...learner,
      key_name: null,
    })
  })

  it('is the service whose key was sent, for the learner it names', async () => {
    expect(await authenticate({ apikey: SECRET_KEYS.ci, 'x-user-id': OTHER.toUpperCase() })).toEqual({
      user_id: OTHER,
      kind: 'service',
      anonymous: false,
      key_name: 'ci',
    })
  })

  it('is verified once while the token lives in memory', async () => {
    const known = createAuthenticate({
      keys,
      issuers: [ISSUER],
      legacy_secret: null,
      secret_keys: {},
      anonymous_users: true,
      timer: stillTimer(NOW_S * 1000),
    })
    const headers = new Headers({ authorization: `Bearer ${await sign(CLAIMS)}` })
    const before = searches

    expect(await known(headers)).toEqual(await known(headers))

    expect(searches - before).toBe(1)
  })

  it.each([
    [{}, 'Cannot authenticate: no credential was sent'],
    [{ apikey: 'sb_publishable_x' }, 'Cannot authenticate: an API key identifies no learner, sign in first'],
    [
      { apikey: 'sb_publishable_x', authorization: 'Bearer sb_publishable_x' },
      'Cannot authenticate: an API key identifies no learner, sign in first',
    ],
    [{ authorization: 'Basic eDp5' }, 'Cannot authenticate: send Authorization: Bearer <token>'],
    [{ authorization: 'xBearer a.b.c' }, 'Cannot authenticate: send Authorization: Bearer <token>'],
    [{ authorization: 'Bearer a.b.c d.e.f' }, 'Cannot authenticate: send Authorization: Bearer <token>'],
    [{ authorization: 'Bearer a.b.c, d.e.f' }, 'Cannot authenticate: send Authorization: Bearer <token>'],
    [{ apikey: SECRET_KEYS.ci }, 'Cannot act for user: X-User-ID must be one UUID'],
  ])('is told what to send instead of %j', async (headers, message) => {
    await expect(authenticate(headers as Record<string, string>)).rejects.toMatchObject({ message })
  })

  it('may leave more than one space after Bearer', async () => {
    expect(await authenticate({ authorization: `bearer   ${await sign(CLAIMS)}` })).toMatchObject({
      user_id: USER,
    })
  })

  it('who is anonymous is told that this is switched off', async () => {
    const authorization = `Bearer ${await sign({ ...CLAIMS, is_anonymous: true })}`

    await expect(authenticate({ authorization })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'Cannot act for user: anonymous users are switched off',
    })
  })

  it.each([`x${OTHER}`, `${OTHER}x`])('that names %s instead of a UUID is malformed', async (given) => {
    await expect(authenticate({ apikey: SECRET_KEYS.ci, 'x-user-id': given })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })
})

it('operator routes open for a named secret key alone', () => {
  const opens = (headers: Record<string, string>) => hasSecretKey(new Headers(headers), SECRET_KEYS)

  expect(opens({ apikey: SECRET_KEYS.ci })).toBe(true)
  expect(
    [{}, { apikey: 'sb_secret_firs' }, { authorization: `Bearer ${SECRET_KEYS.ci}` }].map((headers) =>
      opens(headers as Record<string, string>)
    ),
  ).toEqual([false, false, false])
})
