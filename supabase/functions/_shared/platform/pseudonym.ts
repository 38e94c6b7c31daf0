/** Names a learner in logs without naming them: the first 16 hex digits of HMAC-SHA256 under the project's key. */
export function createPseudonym(key: string): (userId: string) => Promise<string> {
  let imported: Promise<CryptoKey> | null = null
  return async (userId) => {
    imported ??= crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode(`wisely.log:${key}`),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const digest = await crypto.subtle.sign('HMAC', await imported, new TextEncoder().encode(userId))
    return Array.from(new Uint8Array(digest).slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    )
  }
}
