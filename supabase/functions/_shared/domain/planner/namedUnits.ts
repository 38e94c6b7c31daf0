import { contentWords, tokensOf } from '../rubric/tokens.ts'
import type { ContentUnit } from './resolveContent.ts'

/** This part of the words of a unit's name must be in a prompt before the prompt counts as speaking of it. */
const NAMED_SHARE = 0.5

const wordsOf = (text: string) => new Set(contentWords(tokensOf(text)))

/** Units that a learner's prompt speaks of by name, in the order of the course; none is a normal answer. */
export function namedUnits(prompt: string | undefined, units: readonly ContentUnit[]): ContentUnit[] {
  if (prompt === undefined) return []
  const asked = wordsOf(prompt)
  return units.filter(({ name }) => {
    const words = [...wordsOf(name)]
    const shared = words.filter((word) => asked.has(word)).length
    return shared > 0 && shared >= words.length * NAMED_SHARE
  })
}
