async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

/** Digests have one length, and every byte is looked at: the time taken tells nothing about the token. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0
  for (let index = 0; index < a.length; index++) {
    difference |= (a[index] ?? 0) ^ (b[index] ?? 0)
  }
  return difference === 0
}

/** Whether the bearer token is one of the accepted ones. */
export async function isAuthorized(request: Request, acceptedTokens: readonly string[]): Promise<boolean> {
  const [, token] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '') ?? []
  if (token === undefined) return false
  const given = await digest(token)
  const matches = await Promise.all(acceptedTokens.map(async (each) => isEqual(given, await digest(each))))
  return matches.includes(true)
}
