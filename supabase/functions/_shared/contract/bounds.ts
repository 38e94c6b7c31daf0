/** Bounds of the wire, in bytes, milliseconds and characters; the numbers of docs/api.md. */
export const REQUEST_BODY_MAX_BYTES = 64 * 1024
export const REQUEST_BODY_TIMEOUT_MS = 5_000
export const JSON_MAX_DEPTH = 20
export const META_MAX_BYTES = 8 * 1024
export const META_MAX_DEPTH = 4
export const IDEMPOTENCY_KEY_MAX_CHARS = 255
export const REQUEST_ID_MAX_CHARS = 128
