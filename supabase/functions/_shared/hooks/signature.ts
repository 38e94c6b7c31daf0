/** Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, base64, `v1,` before it. */
export type WebhookHeaders = {
  'webhook-id': string
  'webhook-timestamp': string
  'webhook-signature': string
}

/** How far the sender's clock may be off, in seconds; an older delivery is a replay. */
export const SKEW_S = 300
const PREFIX = 'v1,'

const BASE64_SECRET = 'whsec_'

/** Whether something can be signed with it; asked once, at boot. */
export function isWebhookSecret(secret: string): boolean {
  if (!secret.startsWith(BASE64_SECRET)) return secret.length > 0
  return (decodeBase64(secret.slice(BASE64_SECRET.length))?.length ?? 0) > 0
}

async function importKey(secret: string): Promise<CryptoKey> {
  // `whsec_` marks a base64 secret; any other text is taken as it is.
  const bytes =
    (secret.startsWith(BASE64_SECRET) ? decodeBase64(secret.slice(BASE64_SECRET.length)) : null) ??
      new TextEncoder().encode(secret)
  return await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
}

const signed = (id: string, timestamp: string, body: string) =>
  new TextEncoder().encode(`${id}.${timestamp}.${body}`)

export async function signWebhook(
  secret: string,
  message: { id: string; body: string; now_ms: number },
): Promise<WebhookHeaders> {
  const timestamp = String(Math.floor(message.now_ms / 1000))
  const bytes = await crypto.subtle.sign(
    'HMAC',
    await importKey(secret),
    signed(message.id, timestamp, message.body),
  )
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `${PREFIX}${btoa(String.fromCharCode(...new Uint8Array(bytes)))}`,
  }
}

/**
 * The delivery's id when one of the secrets signed exactly this body within the skew, else null. Several secrets, so
 * that one can be rotated; several signatures in the header, for the same reason on the other side.
 */
export async function verifyWebhook(
  secrets: readonly string[],
  headers: Headers,
  body: string,
  nowMs: number,
): Promise<string | null> {
  const id = headers.get('webhook-id') ?? ''
  const timestamp = headers.get('webhook-timestamp') ?? ''
  if (!/^[\x21-\x7e]{1,128}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return null
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > SKEW_S) return null
  const given = (headers.get('webhook-signature') ?? '').split(' ').slice(0, 8)
    .filter((one) => one.startsWith(PREFIX)).map((one) => decodeBase64(one.slice(PREFIX.length)))
    .filter((bytes) => bytes !== null)

  let isSigned = false
  for (const secret of secrets) {
    const key = await importKey(secret)
    for (const bytes of given) {
      // crypto.subtle.verify compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, bytes, signed(id, timestamp, body))) isSigned = true
    }
  }
  return isSigned ? id : null
}

function decodeBase64(text: string): ReturnType<TextEncoder['encode']> | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}
