// On whose behalf a client joins or sends: a verified user token, or the role of the API key it connected with.
import { isRecord } from './protocol.ts'

export type KeyKind = 'publishable' | 'secret'
export type VerifyToken = (token: string) => Promise<Record<string, unknown> | null>

/** `expiresAtMs` is `null` for API keys: they do not expire. */
export type Identity = { claims: Record<string, unknown>; role: string; expiresAtMs: number | null }

export type IdentityOutcome =
  | { kind: 'known'; identity: Identity }
  | { kind: 'refused'; code: string; reason: string }

const ROLE_OF_KEY = { publishable: 'anon', secret: 'service_role' } as const

export function isApiKey(token: string): boolean {
  return token.startsWith('sb_')
}

/** supabase-js sends its API key where a token belongs while nobody is signed in; then the key's role counts. */
export async function identify(
  token: string | null,
  keyKind: KeyKind,
  verifyToken: VerifyToken,
): Promise<IdentityOutcome> {
  if (!token || isApiKey(token)) {
    const role = ROLE_OF_KEY[keyKind]
    return { kind: 'known', identity: { claims: { role }, role, expiresAtMs: null } }
  }
  const claims = await verifyToken(token)
  if (!claims) return explainRefusal(token)
  const { role, exp } = claims
  if (typeof role !== 'string' || typeof exp !== 'number') {
    return { kind: 'refused', code: 'InvalidJWTToken', reason: 'Fields `role` and `exp` are required in JWT' }
  }
  if (exp * 1000 <= Date.now()) return refuseExpired(exp)
  return { kind: 'known', identity: { claims, role, expiresAtMs: exp * 1000 } }
}

export function describeExpiry(expiresAtMs: number): string {
  return `Token has expired ${Math.max(0, Math.floor((Date.now() - expiresAtMs) / 1000))} seconds ago`
}

function refuseExpired(exp: number): IdentityOutcome {
  return { kind: 'refused', code: 'InvalidJWTToken', reason: describeExpiry(exp * 1000) }
}

/** Looks into a token that did not verify, only to name the reason. */
function explainRefusal(token: string): IdentityOutcome {
  try {
    const body = token.split('.')[1] ?? ''
    const claims: unknown = JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')))
    if (isRecord(claims) && typeof claims.exp === 'number' && claims.exp * 1000 <= Date.now()) {
      return refuseExpired(claims.exp)
    }
    return { kind: 'refused', code: 'JwtSignatureError', reason: 'Failed to validate JWT signature' }
  } catch {
    return { kind: 'refused', code: 'MalformedJWT', reason: 'The token provided is not a valid JWT' }
  }
}
