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

/** Whether a text still holds what a template or a model left behind. */
export function isPlaceholder(text: string): boolean {
  return RESIDUE.some((pattern) => pattern.test(text))
}
