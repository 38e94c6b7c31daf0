import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { importJWK, type JWK, SignJWT } from 'jose'
import type pg from 'pg'
import type { StackInfo } from '../../dev/stackInfo.ts'

/** A learner who came in by the back door: as many as a rehearsal needs, without a password hash each. */
export type MintedLearner = { user_id: string; token: string }

const LIFETIME_S = 3600

/** Adds users to a local stack and signs a token for each with the stack's own key. `db` may write auth.users. */
export async function mintLearners(
  stack: Pick<StackInfo, 'SIGNING_KEY_PATH' | 'JWT_ISSUER'>,
  db: pg.Client | pg.Pool,
  count: number,
): Promise<MintedLearner[]> {
  const ids = Array.from({ length: count }, () => randomUUID())
  await db.query(
    `insert into auth.users (id, aud, role) select id, 'authenticated', 'authenticated' from unnest($1::uuid[]) as id`,
    [ids],
  )
  // The stack's own file, in the format of the Supabase CLI.
  const [jwk] = JSON.parse(await readFile(stack.SIGNING_KEY_PATH, 'utf8')) as (JWK & { kid: string })[]
  if (!jwk) throw new Error('Cannot mint learners: the stack has no signing key')
  const key = await importJWK({ ...jwk, key_ops: ['sign'] }, 'ES256')
  return await Promise.all(ids.map(async (user_id) => ({
    user_id,
    token: await new SignJWT({ role: 'authenticated', is_anonymous: false })
      .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'JWT' })
      .setSubject(user_id).setIssuer(stack.JWT_ISSUER).setAudience('authenticated')
      .setIssuedAt().setExpirationTime(`${LIFETIME_S}s`).sign(key),
  })))
}
