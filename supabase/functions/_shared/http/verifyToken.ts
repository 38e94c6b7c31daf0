import { decodeProtectedHeader, jwtVerify } from 'jose'
import type { JWTPayload } from 'jose'
import { OrchestratorError, refuse } from '../contract/errors.ts'
import type { KeySet } from './keySet.ts'

/** What a verified token says. */
export type Token = {
  kind: 'user'
  user_id: string
  external_id: string | null
  anonymous: boolean
  expires_at_s: number
} | { kind: 'service' }

const LEEWAY_S = 5
/** The longest life a Supabase project can give a token. */
const MAX_AGE_S = 7 * 24 * 3600
const TOKEN_MAX_CHARS = 8_192
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function unauthorized(message: string): OrchestratorError {
  return new OrchestratorError('UNAUTHORIZED', `Cannot authenticate: ${message}`)
}

/** Verifies signature, algorithm, issuer, audience, role, times and subject; every failure is the same 401. */
export async function verifyToken(
  token: string,
  options: { keys: KeySet; issuers: string[]; legacy_secret: string | null; now: Date },
): Promise<Token> {
  if (token.length > TOKEN_MAX_CHARS) throw unauthorized('the token is too long')
  const isLegacy = algorithmOf(token) === 'HS256'
  if (isLegacy && options.legacy_secret === null) throw refuse('UNAUTHORIZED', 'LEGACY_TOKEN')
  const rules = { clockTolerance: LEEWAY_S, currentDate: options.now, requiredClaims: ['exp', 'iat'] }
  try {
    if (isLegacy) {
      // HS256 only ever with the explicit legacy secret, never with a key of the set.
      const secret = new TextEncoder().encode(options.legacy_secret ?? '')
      const { payload } = await jwtVerify(token, secret, { ...rules, algorithms: ['HS256'] })
      if (payload.role === 'service_role') return { kind: 'service' }
      return readUser(payload)
    }
    const { payload } = await jwtVerify(token, options.keys.getKey, {
      ...rules,
      algorithms: ['ES256', 'RS256'],
      issuer: options.issuers,
      maxTokenAge: MAX_AGE_S,
    })
    return readUser(payload)
  } catch (error) {
    if (error instanceof OrchestratorError) throw error
    throw unauthorized('the token is not valid')
  }
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg
  } catch {
    throw unauthorized('the token is not valid')
  }
}

function readUser(payload: JWTPayload): Token {
  const { sub, aud, role, exp, app_metadata: metadata } = payload
  const audiences = Array.isArray(aud) ? aud : [aud]
  if (role !== 'authenticated' || !audiences.includes('authenticated') || exp === undefined) {
    throw unauthorized("the token is not a learner's")
  }
  if (sub === undefined || !UUID.test(sub)) throw unauthorized('the token has no user id')
  const external = metadata !== null && typeof metadata === 'object' && 'external_id' in metadata
    ? metadata.external_id
    : null
  return {
    kind: 'user',
    user_id: sub.toLowerCase(),
    external_id: typeof external === 'string' ? external : null,
    anonymous: payload.is_anonymous === true,
    expires_at_s: exp,
  }
}
