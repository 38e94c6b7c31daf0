function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** Id of a learner's outline item, from its name alone, so that inserting another item does not rename it. */
export function unitIdOf(name: string): string {
  const latin = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = latin.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 48).replace(/-+$/, '')
  const isLossy = /[^\p{ASCII}]/u.test(latin) || latin.length > 48
  if (slug === '') return `unit-${fnv1a(name)}`
  return isLossy ? `${slug}-${fnv1a(name)}` : slug
}
