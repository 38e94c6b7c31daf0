import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The Supabase CLI's public local defaults, so that the same lines work with its Docker stack. They guard nothing. */
const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'
const LOCAL_SECRET_KEY = 'sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz'

export type ApiKeys = {
  /** Name to key, as in SUPABASE_PUBLISHABLE_KEYS. */
  publishable: Record<string, string>
  secret: Record<string, string>
}

export type SigningKey = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; publicJwk: JWK }

/** The local keys, or the caller's own where SUPABASE_PUBLISHABLE_KEYS / SUPABASE_SECRET_KEYS are set. */
export function readApiKeys(env: Record<string, string | undefined>): ApiKeys {
  return {
    publishable: parseNamedKeys(env.SUPABASE_PUBLISHABLE_KEYS) ?? { default: LOCAL_PUBLISHABLE_KEY },
    secret: parseNamedKeys(env.SUPABASE_SECRET_KEYS) ?? { default: LOCAL_SECRET_KEY },
  }
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

/** Reads the first ES256 key of the home's file (format of `supabase gen signing-key`); makes one if there is none. */
export async function loadSigningKey(home: string): Promise<SigningKey> {
  const path = signingKeysPath(home)
  const text = await readFile(path, 'utf8').catch(() => null)
  const jwks = text === null ? [await generateSigningJwk()] : JSON.parse(text) as JWK[]
  if (text === null) await savePrivately(home, path, JSON.stringify(jwks, null, 2))

  const jwk = jwks.find((candidate) => candidate.alg === 'ES256')
  if (!jwk?.kid) throw new Error(`${path} holds no ES256 key with a kid`)
  const { d, key_ops: _operations, ...shared } = jwk
  const publicJwk = { ...shared, key_ops: ['verify'] }
  return {
    kid: jwk.kid,
    // An EC key imports as CryptoKey; only symmetric keys import as bytes. The file says sign and verify, as the CLI
    // writes it; WebCrypto refuses a private key that is to verify.
    privateKey: await importJWK({ ...shared, d }, 'ES256') as CryptoKey,
    publicKey: await importJWK(publicJwk, 'ES256') as CryptoKey,
    publicJwk,
  }
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

async function generateSigningJwk(): Promise<JWK> {
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
