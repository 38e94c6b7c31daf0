import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { call } from '../../support/learner.ts'
import type { Row } from '../../support/scoreboard.ts'
import type { StackInfo } from '../../support/stack.ts'
import { loadSigner, type Victim } from './world.ts'

// Every way we know to lie with a token, over the real wire. A verdict is the status alone; 5xx is never one.

type Case = { name: string; headers: Record<string, string>; status: number }
type Signer = Awaited<ReturnType<typeof loadSigner>>

const encode = (value: unknown) =>
  btoa(JSON.stringify(value)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')

async function listTokens(
  stack: StackInfo,
  signer: Signer,
  learner: Victim['learner'],
): Promise<[string, string, number][]> {
  const now = Math.floor(Date.now() / 1000)
  const claims: Record<string, unknown> = {
    sub: learner.user_id,
    role: 'authenticated',
    aud: 'authenticated',
    iss: stack.JWT_ISSUER,
    iat: now,
    exp: now + 600,
  }
  const without = (name: string) =>
    Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name))
  const signed = (more: Record<string, unknown>, header = {}) => signer.sign({ ...claims, ...more }, header)
  const own = await generateKeyPair('ES256', { extractable: true })
  const rsa = await generateKeyPair('RS256', { extractable: true })
  const p384 = await generateKeyPair('ES384', { extractable: true })
  const forge = (alg: string, key: Parameters<SignJWT['sign']>[0], header: Record<string, unknown> = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid: signer.kid, ...header }).sign(key)
  const good = await signed({})
  const [head = '', body = '', signature = ''] = good.split('.')
  const text = (value: string) => new TextEncoder().encode(value)

  return [
    ['signed by the project', good, 200],
    ['with an audience list', await signed({ aud: ['other', 'authenticated'] }), 200],
    ['with sub in capitals', await signed({ sub: learner.user_id.toUpperCase() }), 200],
    ['of an anonymous user', await signed({ is_anonymous: true }), 200],
    ['four seconds over', await signed({ exp: now - 2 }), 200],
    ['with unknown claims', await signed({ user_id: 'x', wisely_now: '2001-01-01T00:00:00Z', act: {} }), 200],
    ['of another key', await forge('ES256', own.privateKey), 401],
    ['of another key under an unknown id', await forge('ES256', own.privateKey, { kid: 'other' }), 401],
    [
      'of a key it brings itself',
      await forge('ES256', own.privateKey, { jwk: await exportJWK(own.publicKey) }),
      401,
    ],
    [
      'of a key behind a URL',
      await forge('ES256', own.privateKey, { jku: 'https://evil.example/jwks' }),
      401,
    ],
    ['of a certificate URL', await forge('ES256', own.privateKey, { x5u: 'https://evil.example/x' }), 401],
    ['without key id by another key', await forge('ES256', own.privateKey, { kid: undefined }), 401],
    ['RS256 under our key id', await forge('RS256', rsa.privateKey), 401],
    ['ES384', await forge('ES384', p384.privateKey), 401],
    ['HS256 with the public key', await forge('HS256', text(JSON.stringify(signer.publicJwk))), 401],
    ['HS256 with an empty-looking secret', await forge('HS256', text('0'.repeat(32))), 401],
    [
      'HS256 with the well-known local secret',
      await forge('HS256', text('super-secret-jwt-token-with-at-least-32-characters-long')),
      401,
    ],
    ['without algorithm', new UnsecuredJWT(claims).encode(), 401],
    ['alg None', `${encode({ alg: 'None' })}.${body}.`, 401],
    ['alg nOnE with our signature', `${encode({ alg: 'nOnE', kid: signer.kid })}.${body}.${signature}`, 401],
    ['without alg', `${encode({ kid: signer.kid })}.${body}.${signature}`, 401],
    ['with alg as a list', `${encode({ alg: ['ES256'], kid: signer.kid })}.${body}.${signature}`, 401],
    ['with a zero signature', `${head}.${body}.${'A'.repeat(86)}`, 401],
    ['with an empty signature', `${head}.${body}.`, 401],
    [
      'with one signature bit turned',
      `${head}.${body}.${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
      401,
    ],
    ['with a DER-shaped signature', `${head}.${body}.${encode('x'.repeat(70))}`, 401],
    [
      'with its payload swapped',
      `${head}.${encode({ ...claims, sub: crypto.randomUUID() })}.${signature}`,
      401,
    ],
    [
      'with its header swapped',
      `${encode({ alg: 'ES256', kid: signer.kid, x: 1 })}.${body}.${signature}`,
      401,
    ],
    ['critical header', await signed({}, { crit: ['exp-x'], 'exp-x': 1 }), 401],
    ['expired', await signed({ exp: now - 60 }), 401],
    ['without exp', await signer.sign(without('exp')), 401],
    ['without iat', await signer.sign(without('iat')), 401],
    ['exp as text', await signed({ exp: String(now + 600) }), 401],
    ['exp in milliseconds is in year 58000 and iat ancient', await signed({ iat: 1, exp: now * 1000 }), 401],
    ['from the future', await signed({ iat: now + 3600, exp: now + 7200 }), 401],
    ['not valid yet', await signed({ nbf: now + 600 }), 401],
    ['older than a week', await signed({ iat: now - 8 * 86_400 }), 401],
    ['of another issuer', await signed({ iss: 'https://evil.example/auth/v1' }), 401],
    ['of an issuer that begins like ours', await signed({ iss: `${stack.JWT_ISSUER}.evil.example` }), 401],
    ['without issuer', await signer.sign(without('iss')), 401],
    ['for another audience', await signed({ aud: 'other' }), 401],
    ['without audience', await signer.sign(without('aud')), 401],
    ['role service_role', await signed({ role: 'service_role' }), 401],
    ['role postgres', await signed({ role: 'postgres' }), 401],
    ['role anon', await signed({ role: 'anon' }), 401],
    ['role as a list', await signed({ role: ['authenticated'] }), 401],
    ['without role', await signer.sign(without('role')), 401],
    ['without sub', await signer.sign(without('sub')), 401],
    ['sub of the seed', await signed({ sub: 'test-user' }), 401],
    ['sub with SQL', await signed({ sub: `${learner.user_id}' or '1'='1` }), 401],
    ['sub as an object', await signed({ sub: { id: learner.user_id } }), 401],
    ['sub of nobody', await signed({ sub: '00000000-0000-4000-8000-00000000dead' }), 401],
    ['the nil UUID', await signed({ sub: '00000000-0000-0000-0000-000000000000' }), 401],
    ['of 9 KB', await signed({ padding: 'x'.repeat(9_000) }), 401],
    ['five parts (JWE)', `${good}.x.y`, 401],
    ['two parts', `${head}.${body}`, 401],
    ['dots', '...', 401],
    ['no JSON inside', `${btoa('x')}.${btoa('y')}.${btoa('z')}`, 401],
    ['payload is a list', await forgeRaw(signer, [claims]), 401],
    ['payload is text', await forgeRaw(signer, 'authenticated'), 401],
  ]
}

/** A payload that is no object, under a header of ours; its signature cannot be right. */
function forgeRaw(signer: Signer, payload: unknown): Promise<string> {
  return Promise.resolve(`${encode({ alg: 'ES256', kid: signer.kid })}.${encode(payload)}.${'A'.repeat(86)}`)
}

/** Ways to send what is no token at all. */
function listHeaders(stack: StackInfo, learner: Victim['learner']): Case[] {
  const token = learner.token
  const service = { apikey: stack.SECRET_KEY, 'x-user-id': learner.user_id }
  return [
    { name: 'nothing', headers: {}, status: 401 },
    { name: 'publishable key', headers: { apikey: stack.PUBLISHABLE_KEY }, status: 401 },
    {
      name: 'publishable key as Bearer',
      headers: { authorization: `Bearer ${stack.PUBLISHABLE_KEY}` },
      status: 401,
    },
    {
      name: 'secret key as Bearer',
      headers: { authorization: `Bearer ${stack.SECRET_KEY}`, 'x-user-id': learner.user_id },
      status: 401,
    },
    { name: 'Basic', headers: { authorization: 'Basic dXNlcjpwYXNz' }, status: 401 },
    { name: 'Bearer without token', headers: { authorization: 'Bearer' }, status: 401 },
    { name: 'two tokens', headers: { authorization: `Bearer ${token}, Bearer ${token}` }, status: 401 },
    { name: 'lower-case scheme', headers: { authorization: `bearer ${token}` }, status: 200 },
    {
      name: 'bad token beside a secret key',
      headers: { ...service, authorization: 'Bearer a.b.c' },
      status: 401,
    },
    {
      name: 'secret key, one character more',
      headers: { ...service, apikey: `${stack.SECRET_KEY}x` },
      status: 401,
    },
    {
      name: 'secret key, one character less',
      headers: { ...service, apikey: stack.SECRET_KEY.slice(0, -1) },
      status: 401,
    },
    {
      name: 'secret key in capitals',
      headers: { ...service, apikey: stack.SECRET_KEY.toUpperCase() },
      status: 401,
    },
  ]
}

/** All verdicts over HTTP. */
export async function measureTokens(stack: StackInfo, { learner }: Victim): Promise<Row[]> {
  const signer = await loadSigner(stack)
  const cases: Case[] = [
    ...(await listTokens(stack, signer, learner)).map(([name, token, status]) => ({
      name,
      headers: { authorization: `Bearer ${token}` },
      status,
    })),
    ...listHeaders(stack, learner),
  ]
  let right = 0
  let broken = 0
  for (const { name, headers, status } of cases) {
    const reply = await call(stack, 'status', { method: 'GET', headers })
    if (reply.status === status) right += 1
    else console.error(`isolation: token ${name}: ${reply.status} instead of ${status}`)
    if (reply.status >= 500) broken += 1
  }
  return [
    {
      name: 'token verdicts over HTTP',
      figure: `${right}/${cases.length}`,
      target: 'all of >= 40',
      met: right === cases.length && cases.length >= 40,
    },
    { name: 'token answers of 5xx', figure: String(broken), target: '0', met: broken === 0 },
  ]
}

/** The rule of X-User-ID, case by case, over HTTP. */
export async function measureUserIds(stack: StackInfo, mine: Victim, other: Victim): Promise<Row> {
  const me = mine.learner.user_id
  const bearer = { authorization: `Bearer ${mine.learner.token}` }
  const key = { apikey: stack.SECRET_KEY }
  const cases: [Record<string, string>, number, string?][] = [
    [bearer, 200, me],
    [{ ...bearer, 'x-user-id': me }, 200, me],
    [{ ...bearer, 'x-user-id': me.toUpperCase() }, 200, me],
    [{ ...bearer, 'x-user-id': other.learner.user_id }, 403],
    [{ ...bearer, 'x-user-id': 'test-user' }, 400],
    [{ ...bearer, 'x-user-id': `${me}, ${me}` }, 400],
    [key, 400],
    [{ ...key, 'x-user-id': 'test-user' }, 400],
    [{ ...key, 'x-user-id': other.learner.user_id }, 200, other.learner.user_id],
    [{ ...key, 'x-user-id': '00000000-0000-4000-8000-00000000dead' }, 404],
    [{ ...key, ...bearer, 'x-user-id': me }, 200, me],
    [{ ...key, ...bearer, 'x-user-id': other.learner.user_id }, 403],
  ]
  let right = 0
  for (const [headers, status, acting] of cases) {
    const reply = await call(stack, 'status', { method: 'GET', headers })
    if (reply.status === status && (acting === undefined || reply.json.user_id === acting)) right += 1
    else console.error(`isolation: X-User-ID ${JSON.stringify(Object.keys(headers))}: ${reply.status}`)
  }
  return { name: 'X-User-ID rule', figure: `${right}/${cases.length}`, target: '12/12', met: right === 12 }
}
