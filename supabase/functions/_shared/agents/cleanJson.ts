import { REPLY_MAX_DEPTH } from '../domain/limits.ts'

// Control characters but tab and newline, bidi controls (they reorder what a reader sees) and lone surrogates.
const UNWANTED = /(?![\t\n])\p{Cc}|\p{Bidi_Control}|\p{Surrogate}/gu

export function cleanText(text: string): string {
  return text.replace(UNWANTED, '')
}

function cleanValue(value: unknown, levelsLeft: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  // 1e999 parses to Infinity, which JSON cannot store.
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value === null || typeof value !== 'object') return value
  if (levelsLeft === 0) throw new RangeError(`nested deeper than ${REPLY_MAX_DEPTH} levels`)
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, levelsLeft - 1))

  const members: [string, unknown][] = []
  for (const [key, item] of Object.entries(value)) {
    const cleanKey = cleanText(key)
    if (cleanKey !== '__proto__') members.push([cleanKey, cleanValue(item, levelsLeft - 1)])
  }
  return Object.fromEntries(members)
}

/** JSON of a stranger as plain values that are safe to store, compare and print; null when it is no such JSON. */
export function parseCleanJson(text: string): { value: unknown } | null {
  try {
    return { value: cleanValue(JSON.parse(text), REPLY_MAX_DEPTH) }
  } catch {
    return null
  }
}
