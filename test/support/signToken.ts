import { importJWK, type JWK, SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { StackInfo } from './stack.ts'

/** A learner's token with a lifetime of its own, signed by the stack's key. */
export async function signToken(stack: StackInfo, userId: string, lifetimeS: number): Promise<string> {
  // The format of `supabase gen signing-key`.
  const jwks = JSON.parse(await readFile(stack.SIGNING_KEY_PATH, 'utf8')) as JWK[]
  const jwk = jwks.find(({ alg }) => alg === 'ES256') ?? {}
  return new SignJWT({ role: 'authenticated', session_id: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid, typ: 'JWT' })
    .setIssuer(stack.JWT_ISSUER).setAudience('authenticated').setSubject(userId)
    .setIssuedAt().setExpirationTime(Math.floor(Date.now() / 1000) + lifetimeS)
    .sign(await importJWK({ ...jwk, key_ops: ['sign'] }, 'ES256'))
}
