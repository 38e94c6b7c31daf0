/** The name of the secret key that was sent, or null. Every known key is compared in full, whatever matches. */
export function findSecretKey(sent: string, keys: Record<string, string>): string | null {
  let found: string | null = null
  for (const [name, key] of Object.entries(keys)) {
    if (isEqualInConstantTime(sent, key)) found = name
  }
  return found
}

/** Compares without telling by its time how much of the text was right. */
export function isEqualInConstantTime(left: string, right: string): boolean {
  const a = new TextEncoder().encode(left)
  const b = new TextEncoder().encode(right)
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at += 1) difference |= (a[at] ?? 0) ^ (b[at % Math.max(b.length, 1)] ?? 0)
  return difference === 0
}
