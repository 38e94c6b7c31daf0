import { STOP_WORDS, SYNONYMS } from './words/english.ts'

/** Longest text that is looked at; a longer one is no plan's. */
const MOST_CHARS = 2000
// deno-lint-ignore no-control-regex -- the end of ASCII is what this looks for
const NOT_ASCII = /[^\x00-\x7f]/
const PLAIN_WORD = /[a-z0-9]+/g
const WORD = /[\p{L}\p{N}]+/gu

/** Plural forms count as their singular; nothing cleverer, so that a reader can follow it. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss') || word.endsWith('us')) return word
  return word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1)
}

/** The words of a text in order: lower case, singular, without marks. */
export function tokensOf(text: string): string[] {
  const short = text.slice(0, MOST_CHARS)
  // Nearly every text is plain, and the plain way takes a third of the time.
  const isPlain = !NOT_ASCII.test(short)
  const found = (isPlain ? short : short.normalize('NFKC')).toLowerCase().match(isPlain ? PLAIN_WORD : WORD)
  return found === null ? [] : found.map(singular)
}

/** Words that carry content: no stop word, no bare number, no single Latin letter. */
export function contentWords(tokens: readonly string[]): string[] {
  return tokens.filter((token) =>
    !STOP_WORDS.has(token) && !/^\d+$/.test(token) && (token.length > 1 || token > 'z')
  )
}

const FIRST_OF = Object.fromEntries(
  SYNONYMS.flatMap(([first = '', ...others]) => others.map((other) => [other, first])),
)

/** Distinct three-word sequences of step texts; synonyms of common verbs count as one word. */
export function shinglesOf(texts: readonly string[]): Set<string> {
  const shingles = new Set<string>()
  for (const text of texts) {
    const tokens = tokensOf(text).map((token) => Object.hasOwn(FIRST_OF, token) ? FIRST_OF[token] : token)
    for (let at = 0; at + 2 < tokens.length; at++) {
      shingles.add(`${tokens[at]} ${tokens[at + 1]} ${tokens[at + 2]}`)
    }
  }
  return shingles
}

/** Shared part of two sets, 0..1; two empty sets are the same. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1
  let shared = 0
  for (const each of a) if (b.has(each)) shared++
  return shared / (a.size + b.size - shared)
}
