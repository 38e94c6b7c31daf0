/** JSON with sorted keys and no spaces: equal values give equal text, whatever the order they arrived in. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`

  const members: [string, unknown][] = Object.entries(value)
  members.sort(([a], [b]) => a < b ? -1 : 1)
  const parts: string[] = []
  for (const [key, item] of members) {
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`)
  }
  return `{${parts.join(',')}}`
}

export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

/** 64 lower-case hex digits. */
export async function sha256Hex(text: string): Promise<string> {
  const bytes = await sha256(text)
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
