const FUNCTION_WORDS = new Set(
  ('a an and are as at be before by can do each every for from how if in into is it its more no not of on one or ' +
    'out own so that the their then these this to two until up use what when where which why will with without ' +
    'write you your').split(' '),
)
const WORD = /\p{L}+/gu
/** Below this a text is names and terms, which tell nothing of its language. */
const FEWEST_WORDS = 12
/** Our own plans have 0.30 and more, Spanish and German ones below 0.05. */
const LEAST_SHARE = 0.12

/** Whether the texts are English by their function words: the one language that agents write today. */
export function speaksEnglish(texts: readonly string[]): boolean {
  const words = texts.flatMap((text) => text.toLowerCase().match(WORD) ?? [])
  if (words.length < FEWEST_WORDS) return words.every((word) => /^\p{Script=Latin}+$/u.test(word))
  return words.filter((word) => FUNCTION_WORDS.has(word)).length / words.length >= LEAST_SHARE
}
