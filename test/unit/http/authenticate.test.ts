import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { OrchestratorError } from '../../../supabase/functions/_shared/contract/errors.ts'
import { createAuthenticate } from '../../../supabase/functions/_shared/http/authenticate.ts'
import { createKeySet } from '../../../supabase/functions/_shared/http/keySet.ts'
import { stillTimer } from '../../support/http.ts'

const USER = '6f1c2a34-0000-4000-8000-00000000000a'
const OTHER = '6f1c2a34-0000-4000-8000-00000000000b'
const ISSUER = 'http://127.0.0.1:54321/auth/v1'
const SECRET = 'sb_secret_for_this_test'
const LEGACY_SECRET = 'a-legacy-secret-of-more-than-32-characters'
const NOW_S = Date.UTC(2026, 10, 21, 9) / 1000

type Pair = Awaited<ReturnType<typeof generateKeyPair>>
let pair: Pair
let foreign: Pair
let jwks: string

beforeAll(async () => {
  pair = await generateKeyPair('ES256', { extractable: true })
  foreign = await generateKeyPair('ES256', { extractable: true })
  jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }],
  })
})

const CLAIMS = {
  sub: USER,
  role: 'authenticated',
  aud: 'authenticated',
  iss: ISSUER,
  iat: NOW_S,
  exp: NOW_S + 3600,
}

function sign(
  claims: Record<string, unknown>,
  key = pair.privateKey,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header }).sign(key, {
    crit: { 'exp-x': true },
  })
}

function authenticateWith(more: { legacy_secret?: string; anonymous_users?: boolean } = {}) {
  const timer = stillTimer()
  return createAuthenticate({
    keys: createKeySet({
      jwks,
      url: 'http://127.0.0.1:1/jwks',
      fetch: () => Promise.reject(new Error('offline')),
      timer,
    }),
    issuers: [ISSUER],
    legacy_secret: more.legacy_secret ?? null,
    secret_keys: { default: SECRET, ci: 'sb_secret_second' },
    anonymous_users: more.anonymous_users ?? true,
    timer,
  })
}

async function verdict(headers: Record<string, string>, more = {}): Promise<string> {
  try {
    const caller = await authenticateWith(more)(new Headers(headers))
    return `${caller.kind} ${caller.user_id}`
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error
    return error.details?.reason === undefined ? error.code : `${error.code} ${error.details.reason}`
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('a user token', () => {
  it('names the acting learner', async () => {
    expect(await verdict(bearer(await sign(CLAIMS)))).toBe(`learner ${USER}`)
  })

  const without = (name: keyof typeof CLAIMS) => {
    const { [name]: _, ...rest } = CLAIMS
    return rest
  }
  const refused: [string, () => Promise<string>][] = [
    ['signed by another key', () => sign(CLAIMS, foreign.privateKey)],
    ['with an unknown key id', () => sign(CLAIMS, pair.privateKey, { kid: 'k2' })],
    ['without signature', () => Promise.resolve(new UnsecuredJWT(CLAIMS).encode())],
    ['that is expired', () => sign({ ...CLAIMS, exp: NOW_S - 10 })],
    ['without exp', () => sign(without('exp'))],
    ['without iat', () => sign(without('iat'))],
    ['issued in the future', () => sign({ ...CLAIMS, iat: NOW_S + 3600 })],
    ['older than a week', () => sign({ ...CLAIMS, iat: NOW_S - 8 * 86_400 })],
    ['not valid yet', () => sign({ ...CLAIMS, nbf: NOW_S + 600 })],
    ['of another issuer', () => sign({ ...CLAIMS, iss: 'https://evil.example/auth/v1' })],
    ['without issuer', () => sign(without('iss'))],
    ['for another audience', () => sign({ ...CLAIMS, aud: 'other' })],
    ['without audience', () => sign(without('aud'))],
    ['with role service_role', () => sign({ ...CLAIMS, role: 'service_role' })],
    ['with role anon', () => sign({ ...CLAIMS, role: 'anon' })],
    ['without role', () => sign(without('role'))],
    ['without sub', () => sign(without('sub'))],
    ['with a sub that is no UUID', () => sign({ ...CLAIMS, sub: 'admin' })],
    [
      'with a critical header nobody knows',
      () => sign(CLAIMS, pair.privateKey, { crit: ['exp-x'], 'exp-x': 1 }),
    ],
    ['that is too long', () => sign({ ...CLAIMS, padding: 'x'.repeat(9000) })],
    ['that is garbage', () => Promise.resolve('a.b.c')],
    ['with its payload swapped', async () => {
      const [head, , signature] = (await sign(CLAIMS)).split('.')
      return [head, btoa(JSON.stringify({ ...CLAIMS, sub: OTHER })).replaceAll('=', ''), signature].join('.')
    }],
  ]
  it.each(refused)('%s is refused', async (_, make) => {
    expect(await verdict(bearer(await make()))).toBe('UNAUTHORIZED')
  })

  it('signed HS256 with the public key as secret is refused', async () => {
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(
      new TextEncoder().encode(jwks),
    )
    expect(await verdict(bearer(token))).toBe('UNAUTHORIZED LEGACY_TOKEN')
  })

  it('of an anonymous user passes until anonymous users are switched off', async () => {
    const headers = bearer(await sign({ ...CLAIMS, is_anonymous: true }))
    expect(await verdict(headers)).toBe(`learner ${USER}`)
    expect(await verdict(headers, { anonymous_users: false })).toBe('FORBIDDEN')
  })

  it('that is refused never falls through to the secret key beside it', async () => {
    expect(await verdict({ ...bearer('a.b.c'), apikey: SECRET, 'x-user-id': USER })).toBe('UNAUTHORIZED')
  })
})

describe('X-User-ID beside a user token', () => {
  const cases: [string, string, string][] = [
    ['equal to sub passes', USER, `learner ${USER}`],
    ['equal to sub in capitals passes', USER.toUpperCase(), `learner ${USER}`],
    ['equal to the external id passes', 'test-user', `learner ${USER}`],
    ['of another learner is refused', OTHER, 'FORBIDDEN USER_ID_MISMATCH'],
    ['that is malformed is refused', 'somebody', 'BAD_REQUEST'],
    ['sent twice is refused', `${USER}, ${USER}`, 'BAD_REQUEST'],
  ]
  it.each(cases)('%s', async (_, value, expected) => {
    const token = await sign({ ...CLAIMS, app_metadata: { external_id: 'test-user' } })
    expect(await verdict({ ...bearer(token), 'x-user-id': value })).toBe(expected)
  })
})

describe('a secret key', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['acts for the user it names', { apikey: SECRET, 'x-user-id': OTHER }, `service ${OTHER}`],
    ['repeated as Bearer by supabase-js acts the same', {
      apikey: SECRET,
      ...bearer(SECRET),
      'x-user-id': OTHER,
    }, `service ${OTHER}`],
    ['without X-User-ID is refused', { apikey: SECRET }, 'BAD_REQUEST'],
    ['with a malformed X-User-ID is refused', { apikey: SECRET, 'x-user-id': 'test-user' }, 'BAD_REQUEST'],
    ['as Bearer alone is refused', { ...bearer(SECRET), 'x-user-id': OTHER }, 'UNAUTHORIZED'],
    ['one character off is refused', { apikey: `${SECRET}x`, 'x-user-id': OTHER }, 'UNAUTHORIZED'],
    [
      'that is a publishable key is refused',
      { apikey: 'sb_publishable_x', 'x-user-id': OTHER },
      'UNAUTHORIZED',
    ],
  ]
  it.each(cases)('%s', async (_, headers, expected) => {
    expect(await verdict(headers)).toBe(expected)
  })

  it('beside a user token gives way to the token', async () => {
    expect(await verdict({ ...bearer(await sign(CLAIMS)), apikey: SECRET })).toBe(`learner ${USER}`)
    expect(await verdict({ ...bearer(await sign(CLAIMS)), apikey: SECRET, 'x-user-id': OTHER })).toBe(
      'FORBIDDEN USER_ID_MISMATCH',
    )
  })
})

describe('a legacy HS256 token', () => {
  const legacy = (claims: Record<string, unknown>) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(LEGACY_SECRET))

  it('is refused with its reason until the switch is on', async () => {
    expect(await verdict(bearer(await legacy(CLAIMS)))).toBe('UNAUTHORIZED LEGACY_TOKEN')
  })

  it('of a learner passes behind the switch', async () => {
    expect(await verdict(bearer(await legacy(CLAIMS)), { legacy_secret: LEGACY_SECRET })).toBe(
      `learner ${USER}`,
    )
  })

  it('with another secret, without exp or from the future is refused behind the switch too', async () => {
    const other = new TextEncoder().encode('another-secret-of-more-than-32-characters!')
    const forged = await new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256' }).sign(other)
    const { exp: _, ...endless } = CLAIMS
    const wrong = [forged, await legacy(endless), await legacy({ ...CLAIMS, nbf: NOW_S + 600 })]
    for (const token of wrong) {
      expect(await verdict(bearer(token), { legacy_secret: LEGACY_SECRET })).toBe('UNAUTHORIZED')
    }
  })

  it('of anon identifies nobody, whatever the switch says', async () => {
    const token = await legacy({ ...CLAIMS, role: 'anon', sub: undefined })
    expect(await verdict({ ...bearer(token), apikey: token })).toBe('UNAUTHORIZED LEGACY_TOKEN')
    expect(await verdict({ ...bearer(token), apikey: token }, { legacy_secret: LEGACY_SECRET })).toBe(
      'UNAUTHORIZED',
    )
    expect(await verdict({ apikey: token }, { legacy_secret: LEGACY_SECRET })).toBe('UNAUTHORIZED')
  })

  it('of service_role that supabase-js repeats as Bearer acts the same as the Bearer alone', async () => {
    const token = await legacy({ ...CLAIMS, role: 'service_role' })
    const headers = { ...bearer(token), apikey: token, 'x-user-id': OTHER }
    expect(await verdict(headers)).toBe('UNAUTHORIZED LEGACY_TOKEN')
    expect(await verdict(headers, { legacy_secret: LEGACY_SECRET })).toBe(`service ${OTHER}`)
  })

  it('never passes with a signature of the project keys under an HS256 header', async () => {
    const [, payload, signature] = (await sign(CLAIMS)).split('.')
    const head = btoa(JSON.stringify({ alg: 'HS256', kid: 'k1' })).replaceAll('=', '')
    expect(await verdict(bearer(`${head}.${payload}.${signature}`), { legacy_secret: LEGACY_SECRET })).toBe(
      'UNAUTHORIZED',
    )
  })

  it('of service_role acts as a secret key behind the switch', async () => {
    const headers = bearer(await legacy({ ...CLAIMS, role: 'service_role' }))
    expect(await verdict(headers, { legacy_secret: LEGACY_SECRET })).toBe('BAD_REQUEST')
    expect(await verdict({ ...headers, 'x-user-id': OTHER }, { legacy_secret: LEGACY_SECRET })).toBe(
      `service ${OTHER}`,
    )
  })
})

it('nothing sent is refused', async () => {
  expect(await verdict({})).toBe('UNAUTHORIZED')
  expect(await verdict({ authorization: 'Basic eDp5' })).toBe('UNAUTHORIZED')
})

it('without any known key a token is answered 503', async () => {
  const timer = stillTimer()
  const keys = createKeySet({
    jwks: null,
    url: 'http://127.0.0.1:1/jwks',
    fetch: () => Promise.reject(new Error('offline')),
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
  await expect(authenticate(new Headers(bearer(await sign(CLAIMS))))).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
})

it('an unknown key id asks the key endpoint once per 30 seconds and then finds a rotated key', async () => {
  let asked = 0
  const rotated = { ...(await exportJWK(foreign.publicKey)), kid: 'k2', alg: 'ES256' }
  const timer = stillTimer()
  const keys = createKeySet({
    jwks,
    url: 'http://127.0.0.1:1/jwks',
    fetch: () => {
      asked += 1
      return Promise.resolve(Response.json({ keys: [...JSON.parse(jwks).keys, rotated] }))
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

  const token = await sign(CLAIMS, foreign.privateKey, { kid: 'k2' })
  expect((await authenticate(new Headers(bearer(token)))).user_id).toBe(USER)
  await expect(authenticate(new Headers(bearer(await sign(CLAIMS, foreign.privateKey, { kid: 'k3' })))))
    .rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  await expect(authenticate(new Headers(bearer(await sign(CLAIMS, foreign.privateKey, { kid: 'k4' })))))
    .rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  expect(asked).toBe(1)
})
