import { type ReadPlan, readPlan, type ReadStep } from './readPlan.ts'
import type { RubricContext, RubricUnit } from './rubricContext.ts'
import { contentWords, tokensOf } from './tokens.ts'
import { TEMPLATE_WORDS } from './words/templateWords.ts'

/** A step with what several parts want to know of it. */
export type SeenStep = ReadStep & {
  /** The action without the topic: pasting it in makes a text neither longer nor more exact. */
  own_action: string
  /** Names a unit by its name, or is linked to one and uses its words. */
  names_unit: boolean
  /** Distinct words that come neither from the topic, the goal nor the planner's own phrases. */
  domain_words: number
}

/** A plan read once, for gates, floors and parts alike. */
export type Seen = { plan: ReadPlan; steps: SeenStep[]; minutes: number; context: RubricContext }

/** Texts cut names; what is left of a long one still names it. */
const NAME_CHARS = 45
const OWN_WORDS = 4

function needleOf(name: string): string {
  const tokens = tokensOf(name)
  let length = 0
  const kept = tokens.filter((token, index) => (length += token.length + 1) <= NAME_CHARS || index === 0)
  return kept.length > 0 ? ` ${kept.join(' ')} ` : ''
}

function withoutTopic(text: string, topic: string): string {
  const wanted = topic.trim().toLowerCase()
  return wanted === '' ? text : text.toLowerCase().replaceAll(wanted, ' ')
}

/** Reads any JSON as a plan and looks at each step once. */
export function lookAtPlan(given: unknown, context: RubricContext): Seen {
  const plan = readPlan(given)
  const given_words = new Set([...tokensOf(context.topic), ...tokensOf(context.goal)])
  const isDomain = (word: string) => !given_words.has(word) && !TEMPLATE_WORDS.has(word)
  const topic = needleOf(context.topic)
  const needles = context.units.map((unit) => ({ id: unit.id, needle: needleOf(unit.name) }))
    .filter(({ needle }) => needle !== '' && needle !== topic)
  const unitById = new Map(context.units.map((unit) => [unit.id, unit]))
  const wordsOfUnit = new Map<RubricUnit, Set<string>>()
  const ownWords = (unit: RubricUnit) => {
    const known = wordsOfUnit.get(unit)
    if (known) return known
    const words = new Set(contentWords(unit.texts.flatMap(tokensOf)).filter(isDomain))
    wordsOfUnit.set(unit, words)
    return words
  }

  const steps = plan.steps.map((step): SeenStep => {
    const tokens = tokensOf(`${step.action} ${step.done_when}`)
    const domain = new Set(contentWords(tokens).filter(isDomain))
    const line = ` ${tokens.join(' ')} `
    const linked = step.unit_ids.flatMap((id) => unitById.get(id) ?? [])
    const usesOwnWords = (unit: RubricUnit) => {
      const own = ownWords(unit)
      return [...domain].filter((word) => own.has(word)).length >= OWN_WORDS
    }
    return {
      ...step,
      own_action: withoutTopic(step.action, context.topic),
      names_unit: needles.some(({ needle }) => line.includes(needle)) || linked.some(usesOwnWords),
      domain_words: domain.size,
    }
  })
  return { plan, steps, minutes: steps.reduce((sum, step) => sum + step.minutes, 0), context }
}
