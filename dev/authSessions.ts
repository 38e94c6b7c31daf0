import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { AuthRefusal } from './authErrors.ts'
import { type AuthUser, findUser, type Queries } from './authUsers.ts'
import type { SigningKey } from './keys.ts'

export type Tokens = {
  access_token: string
  token_type: 'bearer'
  expires_in: number
  expires_at: number
  refresh_token: string
  user: AuthUser
}

/** Who signs tokens, and in whose name. */
export type Issuer = { issuer: string; signingKey: SigningKey }

const TOKEN_LIFETIME_S = 3600
/** Two tabs that refresh at once both get the same new token; later, a used one ends the session. */
const REUSE_INTERVAL = '10 seconds'

/** A new session with its first tokens. `expiresInS` may be negative: an expired token, for tests. */
export async function openSession(
  db: Queries,
  by: Issuer,
  user: AuthUser,
  expiresInS: number = TOKEN_LIFETIME_S,
): Promise<Tokens> {
  const sessionId = crypto.randomUUID()
  await db.query(
    `with opened as (insert into auth.sessions (id, user_id, created_at, updated_at) values ($1, $2, now(), now()))
     update auth.users set last_sign_in_at = now() where id = $2`,
    [sessionId, user.id],
  )
  const refreshToken = await addRefreshToken(db, sessionId, user.id, null)
  // Read again: the sign-in time is part of the answer.
  return await composeTokens(
    by,
    await findUser(db, { id: user.id }) ?? user,
    sessionId,
    refreshToken,
    expiresInS,
  )
}

/** Exchanges a refresh token for new ones. Using one twice outside the reuse interval ends its session. */
export async function refreshSession(db: Queries, by: Issuer, refreshToken: string): Promise<Tokens> {
  const { rows } = await db.query(
    `select t.revoked, t.session_id, t.user_id, t.updated_at > now() - interval '${REUSE_INTERVAL}' as is_recent,
       (select token from auth.refresh_tokens c where c.parent = t.token and not c.revoked) as successor
     from auth.refresh_tokens t where t.token = $1`,
    [refreshToken],
  )
  const known = rows[0]
  const user = known ? await findUser(db, { id: known.user_id }) : null
  if (!known || !user) {
    throw new AuthRefusal(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')
  }
  const successor = known.revoked
    ? (known.is_recent ? known.successor : null)
    : await rotate(db, known, refreshToken)
  if (!successor) {
    await endSessions(db, user.id, { only: known.session_id })
    throw new AuthRefusal(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used')
  }
  return await composeTokens(by, user, known.session_id, successor, TOKEN_LIFETIME_S)
}

/** The user and session of a bearer token, or an AuthRefusal that says what is wrong with it. */
export async function readBearer(
  db: Queries,
  by: Issuer,
  request: Request,
): Promise<{ user: AuthUser; sessionId: string }> {
  const token = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (!token) throw new AuthRefusal(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  const claims = await verifyToken(by.signingKey, token)
  if (!claims) throw new AuthRefusal(403, 'bad_jwt', 'invalid JWT: unable to parse or verify signature')
  const user = await findUser(db, { id: String(claims.sub) })
  if (!user) throw new AuthRefusal(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  const sessionId = String(claims.session_id)
  const { rowCount } = await db.query('select from auth.sessions where id::text = $1', [sessionId])
  if (!rowCount) {
    throw new AuthRefusal(403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
  }
  return { user, sessionId }
}

/** The claims of a token that this stack signed and that has not expired, else `null`. */
export async function verifyToken(key: SigningKey, token: string): Promise<Record<string, unknown> | null> {
  try {
    return (await jwtVerify(token, createLocalJWKSet({ keys: key.publicJwks }), { algorithms: ['ES256'] }))
      .payload
  } catch {
    return null
  }
}

export async function endSessions(
  db: Queries,
  userId: string,
  which: 'all' | { only: string } | { allBut: string },
): Promise<void> {
  const [condition, sessionId] = which === 'all'
    ? ['true or id::text = $2', '']
    : 'only' in which
    ? ['id::text = $2', which.only]
    : ['id::text <> $2', which.allBut]
  await db.query(`delete from auth.sessions where user_id = $1 and (${condition})`, [userId, sessionId])
}

async function rotate(
  db: Queries,
  used: { session_id: string; user_id: string },
  token: string,
): Promise<string> {
  await db.query('update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1', [
    token,
  ])
  return await addRefreshToken(db, used.session_id, used.user_id, token)
}

async function addRefreshToken(
  db: Queries,
  sessionId: string,
  userId: string,
  parent: string | null,
): Promise<string> {
  const token = crypto.randomUUID().replaceAll('-', '').slice(0, 12)
  await db.query(
    `insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at, updated_at)
     values ($1, $2, $3, $4, false, now(), now())`,
    [token, userId, sessionId, parent],
  )
  return token
}

async function composeTokens(
  by: Issuer,
  user: AuthUser,
  sessionId: string,
  refreshToken: string,
  expiresInS: number,
): Promise<Tokens> {
  const issuedAt = Math.floor(Date.now() / 1000)
  const expiresAt = issuedAt + expiresInS
  const claims = {
    email: user.email ?? '',
    phone: user.phone,
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    role: user.role,
    aal: 'aal1',
    amr: [{ method: user.is_anonymous ? 'anonymous' : 'password', timestamp: issuedAt }],
    session_id: sessionId,
    is_anonymous: user.is_anonymous,
  }
  const accessToken = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: by.signingKey.kid, typ: 'JWT' })
    .setIssuer(by.issuer)
    .setSubject(user.id)
    .setAudience('authenticated')
    .setIssuedAt(Math.min(issuedAt, expiresAt))
    .setExpirationTime(expiresAt)
    .sign(by.signingKey.privateKey)
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresInS,
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user,
  }
}
