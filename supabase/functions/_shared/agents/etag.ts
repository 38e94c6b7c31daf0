// Quoted as RFC 9110 says, or the bare token that sloppy servers send. `*` and lists would match anything.
const ETAG = /^((W\/)?"[\x21\x23-\x7e]{0,190}"|[A-Za-z0-9._~+/=:-]{1,190})$/

/** An ETag that is safe to store and to send back, or null. */
export function readEtag(value: string | null): string | null {
  const etag = value?.trim() ?? ''
  return ETAG.test(etag) ? etag : null
}

/** RFC 9110 weak comparison: `W/"a"` and `"a"` name the same data. */
export function isSameEtag(a: string, b: string): boolean {
  const strip = (etag: string) => etag.replace(/^W\//, '')
  return strip(a) === strip(b)
}

/** After a 304 the stored ETag stays unless a really new one came. */
export function pickEtagAfterNotModified(stored: string | null, received: string | null): string | null {
  if (received === null) return stored
  return stored !== null && isSameEtag(stored, received) ? stored : received
}
