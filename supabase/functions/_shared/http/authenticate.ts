import { OrchestratorError, refuse } from '../contract/errors.ts'
import type { Timer } from '../contract/ports.ts'
import type { KeySet } from './keySet.ts'
import { findSecretKey } from './secretKeys.ts'
import { createTokenCache } from './tokenCache.ts'
import { unauthorized, verifyToken } from './verifyToken.ts'
import type { Token } from './verifyToken.ts'

/** Who acts: a learner with their own token, or a service on behalf of one. */
export type Caller =
  & { user_id: string; anonymous: boolean }
  & ({ kind: 'learner'; key_name: string | null } | { kind: 'service'; key_name: string })

export type AuthenticateOptions = {
  keys: KeySet
  issuers: string[]
  legacy_secret: string | null
  secret_keys: Record<string, string>
  anonymous_users: boolean
  timer: Timer
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Credential -> acting learner. Identity comes from a verified token; X-User-ID can only confirm it. */
export function createAuthenticate(options: AuthenticateOptions): (headers: Headers) => Promise<Caller> {
  const cache = createTokenCache(options.timer.now)

  async function verify(token: string): Promise<Token> {
    const known = cache.recall(token)
    if (known !== null) return known
    const verified = await verifyToken(token, {
      keys: options.keys,
      issuers: options.issuers,
      legacy_secret: options.legacy_secret,
      now: new Date(options.timer.now()),
    })
    cache.remember(token, verified)
    return verified
  }

  return async (headers) => {
    const apikey = headers.get('apikey')
    const bearer = readBearer(headers.get('authorization'))
    const keyName = apikey === null ? null : findSecretKey(apikey, options.secret_keys)
    // supabase-js repeats its own key as Bearer when nobody is signed in: then the key alone speaks, unless it is one of
    // the legacy keys, which are tokens themselves.
    const token = bearer === apikey && !isLegacyKey(bearer) ? null : bearer
    if (token !== null) {
      const verified = await verify(token)
      if (verified.kind === 'service') return actFor(headers, 'legacy')
      if (verified.anonymous && !options.anonymous_users) {
        throw new OrchestratorError('FORBIDDEN', 'Cannot act for user: anonymous users are switched off')
      }
      confirmUser(headers, verified.user_id, verified.external_id)
      return { user_id: verified.user_id, kind: 'learner', anonymous: verified.anonymous, key_name: keyName }
    }
    if (keyName !== null) return actFor(headers, keyName)
    throw unauthorized(
      apikey === null && bearer === null
        ? 'no credential was sent'
        : 'an API key identifies no learner, sign in first',
    )
  }
}

/** True when the request carries a named secret key; opens operator routes. */
export function hasSecretKey(headers: Headers, keys: Record<string, string>): boolean {
  const apikey = headers.get('apikey')
  return apikey !== null && findSecretKey(apikey, keys) !== null
}

function isLegacyKey(key: string | null): boolean {
  return key !== null && key.split('.').length === 3
}

function readBearer(authorization: string | null): string | null {
  if (authorization === null) return null
  const match = /^Bearer +([^\s,]+)$/i.exec(authorization.trim())
  if (match?.[1] === undefined) throw unauthorized('send Authorization: Bearer <token>')
  return match[1]
}

/** With a token, X-User-ID is absent or names the same learner; it never chooses one. */
function confirmUser(headers: Headers, userId: string, externalId: string | null): void {
  const given = headers.get('x-user-id')
  if (given === null || given.toLowerCase() === userId || (externalId !== null && given === externalId)) {
    return
  }
  if (!UUID.test(given)) throw malformedUserId()
  throw refuse('FORBIDDEN', 'USER_ID_MISMATCH')
}

/** A service must say for whom it acts. */
function actFor(headers: Headers, keyName: string): Caller {
  const given = headers.get('x-user-id')
  if (given === null || !UUID.test(given)) throw malformedUserId()
  return { user_id: given.toLowerCase(), kind: 'service', anonymous: false, key_name: keyName }
}

function malformedUserId(): OrchestratorError {
  return new OrchestratorError('BAD_REQUEST', 'Cannot act for user: X-User-ID must be one UUID')
}
