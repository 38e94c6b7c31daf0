import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The Supabase CLI's public local defaults, so that the same lines work with its Docker stack. They guard nothing. */
export const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'
export const LOCAL_SECRET_KEY = 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz'

export type ApiKeys = {
  /** Name to key, as in SUPABASE_PUBLISHABLE_KEYS. */
  publishable: Record<string, string>
  secret: Record<string, string>
}

/** The key that signs, and every key that verifies: after a rotation the one before it too. */
export type SigningKey = { kid: string; privateKey: CryptoKey; publicJwks: JWK[] }

/** The caller's keys where SUPABASE_PUBLISHABLE_KEYS / SUPABASE_SECRET_KEYS are set, then this home's, then the default. */
export async function loadApiKeys(
  env: Record<string, string | undefined>,
  home: string,
): Promise<ApiKeys> {
  return {
    publishable: parseNamedKeys(env.SUPABASE_PUBLISHABLE_KEYS) ?? { default: LOCAL_PUBLISHABLE_KEY },
    secret: parseNamedKeys(env.SUPABASE_SECRET_KEYS) ?? await loadSecretKeys(home),
  }
}

/** Name to key, the newest first. A home whose keys were never rotated has the public default. */
export async function loadSecretKeys(home: string): Promise<Record<string, string>> {
  const text = await readFile(secretKeysPath(home), 'utf8').catch(() => undefined)
  return parseNamedKeys(text) ?? { default: LOCAL_SECRET_KEY }
}

export async function saveSecretKeys(home: string, keys: Record<string, string>): Promise<void> {
  await savePrivately(home, secretKeysPath(home), JSON.stringify(keys, null, 2))
}

function secretKeysPath(home: string): string {
  return join(home, 'secret_keys.json')
}

export function kindOfKey(keys: ApiKeys, key: string): 'publishable' | 'secret' | null {
  if (Object.values(keys.secret).includes(key)) return 'secret'
  return Object.values(keys.publishable).includes(key) ? 'publishable' : null
}

export function firstKey(keys: Record<string, string>): string {
  return Object.values(keys)[0] ?? ''
}

export function signingKeysPath(home: string): string {
  return join(home, 'signing_keys.json')
}

/** The home's ES256 keys (format of `supabase gen signing-key`): the first signs, all verify. Makes one if there is none. */
export async function loadSigningKey(home: string): Promise<SigningKey> {
  const jwks = await loadSigningJwks(home)
  const jwk = jwks[0]
  if (!jwk?.kid) throw new Error(`${signingKeysPath(home)} holds no ES256 key with a kid`)
  const { key_ops: _operations, ...key } = jwk
  return {
    kid: jwk.kid,
    // An EC key imports as CryptoKey; only symmetric keys import as bytes. The file says sign and verify, as the CLI
    // writes it; WebCrypto refuses a private key that is to verify.
    privateKey: await importJWK(key, 'ES256') as CryptoKey,
    publicJwks: jwks.map(({ d: _private, ...shared }) => ({ ...shared, key_ops: ['verify'] })),
  }
}

/** The private keys of the home, the newest first. */
export async function loadSigningJwks(home: string): Promise<JWK[]> {
  const text = await readFile(signingKeysPath(home), 'utf8').catch(() => null)
  // Written by saveSigningJwks, or by the CLI in the same format; a key of another kind is left alone.
  if (text !== null) return (JSON.parse(text) as JWK[]).filter((jwk) => jwk.alg === 'ES256')
  const made = [await generateSigningJwk()]
  await saveSigningJwks(home, made)
  return made
}

export async function saveSigningJwks(home: string, jwks: JWK[]): Promise<void> {
  await savePrivately(home, signingKeysPath(home), JSON.stringify(jwks, null, 2))
}

/** The token with which functions call agents (EDGE_SERVICE_JWT): random, of this home only, no database role. */
export async function loadServiceToken(home: string): Promise<string> {
  const path = join(home, 'service_token')
  const kept = await readFile(path, 'utf8').catch(() => null)
  if (kept) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const token = `wisely_local_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  await savePrivately(home, path, token)
  return token
}

export async function generateSigningJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return {
    ...jwk,
    kid: crypto.randomUUID(),
    alg: 'ES256',
    use: 'sig',
    key_ops: ['sign', 'verify'],
    ext: true,
  }
}

async function savePrivately(home: string, path: string, text: string): Promise<void> {
  await mkdir(home, { recursive: true })
  await writeFile(path, text, { mode: 0o600 })
}

function parseNamedKeys(text: string | undefined): Record<string, string> | null {
  if (!text) return null
  const keys: unknown = JSON.parse(text)
  const isNamed = typeof keys === 'object' && keys !== null &&
    Object.values(keys).every((key) => typeof key === 'string')
  // Checked just above.
  return isNamed && Object.keys(keys).length > 0 ? keys as Record<string, string> : null
}
