const RESIDUE = [
  /\blorem ipsum\b/i,
  /\b(TODO|TBD|FIXME|XXX+)\b/,
  /\{\{[^}]*\}\}|\$\{[^}]*\}|<%[^%]*%>/,
  /\[(insert|your|add|topic|name|placeholder|todo|fill)\b[^\]]*\]/i,
  /<(insert|your|topic|name|placeholder|goal)\b[^>]*>/i,
  /\[object Object\]/,
  // As whole values only: a plan about SQL may well teach NULL.
  /^\s*(undefined|null|none|n\/a|NaN|\.{2,}|-+|…)\s*$/i,
]

/** What a template or a model left behind in a text, as it stands there; null when nothing did. */
export function findResidue(text: string): string | null {
  for (const pattern of RESIDUE) {
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) return found
  }
  return null
}

/** Whether a text still holds what a template or a model left behind. */
export function isPlaceholder(text: string): boolean {
  return findResidue(text) !== null
}
