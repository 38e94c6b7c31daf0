import { REPLY_MAX_DEPTH, REPLY_MAX_VALUES } from '../domain/limits.ts'

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

// Anything that could need cleaning, found in the raw text: escapes, numbers that may overflow, and every character but
// plain ones. Most replies have none; cleaning a reply of 3 KB all the same costs 83 µs instead of 16 (Deno 2.9).
const SUSPECT =
  /\\[bfru]|__proto__|e\+?\d{3}|\d{200}|[^\t\n\x20-\x7e\u00a0-\u061b\u061d-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff]/i

/** Whether the reply is too deep or has too many values to be worked with; `count` goes over the whole reply. */
function isExcessive(value: unknown, levels: number, count: { values: number }): boolean {
  count.values += 1
  if (count.values > REPLY_MAX_VALUES) return true
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  for (const item of Object.values(value)) if (isExcessive(item, levels - 1, count)) return true
  return false
}

/** JSON of a stranger as plain values that are safe to store, compare and print; null when it is no such JSON. */
export function parseCleanJson(text: string): { value: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    if (isExcessive(value, REPLY_MAX_DEPTH, { values: 0 })) return null
    return { value: SUSPECT.test(text) ? cleanValue(value, REPLY_MAX_DEPTH) : value }
  } catch {
    return null
  }
}
