import { createHash } from 'node:crypto'
import { IDEMPOTENCY_KEY_MAX_CHARS } from '../contract/bounds.ts'
import { OrchestratorError } from '../contract/errors.ts'

/** Bytes over a plain ArrayBuffer, as Web Crypto wants them; spelled so that older compilers take it too. */
export type Bytes = ReturnType<TextEncoder['encode']>

export type Idempotency = { key: string; body_sha256: string }

/** The caller's Idempotency-Key (or its alias) with the hash of the raw body, null when none was sent. */
export function readIdempotency(headers: Headers, bytes: Bytes): Idempotency | null {
  const key = headers.get('idempotency-key') ?? headers.get('x-idempotency-key')
  if (key === null) return null
  if (key.length > IDEMPOTENCY_KEY_MAX_CHARS || !/^[\x21-\x7e]+$/.test(key)) {
    throw new OrchestratorError(
      'BAD_REQUEST',
      `Cannot read request: Idempotency-Key must be 1 to ${IDEMPOTENCY_KEY_MAX_CHARS} visible ASCII characters`,
    )
  }
  return { key, body_sha256: sha256(bytes) }
}

/** Lower-case hex, at once: crypto.subtle hands each text to another thread, which costs twenty times the digest. */
export function sha256(data: Bytes | string): string {
  return createHash('sha256').update(data).digest('hex')
}
