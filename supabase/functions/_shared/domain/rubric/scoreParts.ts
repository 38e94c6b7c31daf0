import type { Seen } from './lookAtPlan.ts'
import { hasVagueVerb, type Measures, namesProduct, workSteps } from './partShares.ts'
import type { FlagName, PartName } from './planScore.ts'
import { contentWords, tokensOf } from './tokens.ts'
import { QUANTITY } from './words/english.ts'

const full = (value: number, at: number) => Math.min(1, value / at)

function timeFit({ minutes, context }: Seen): number {
  return Math.max(0, 1 - Math.abs(minutes - context.budget_min) / context.budget_min)
}

/** Three of its content words stand for a goal; a goal without any asks for none. */
function goalWords({ plan, context }: Seen): number {
  const wanted = new Set(contentWords(tokensOf(context.goal)))
  const enough = Math.min(3, wanted.size)
  const found = new Set<string>()
  for (const text of plan.texts) {
    if (found.size >= enough) return 1
    for (const word of tokensOf(text)) if (wanted.has(word)) found.add(word)
  }
  return enough === 0 ? 1 : full(found.size, enough)
}

function prerequisites(seen: Seen, failed: ReadonlySet<FlagName>): number {
  if (!seen.context.units.some((unit) => unit.prereqs.length > 0)) return 1
  return !failed.has('prerequisites') && seen.steps.some((step) => step.names_unit) ? 1 : 0
}

function specificity(seen: Seen): number {
  const steps = workSteps(seen)
  if (steps.length === 0) return 0
  const sum = steps.reduce(
    (total, step) =>
      total + (namesProduct(step) ? 0.4 : 0) + (hasVagueVerb(step) ? 0 : 0.2) +
      (tokensOf(step.own_action).length >= 7 ? 0.2 : 0) +
      (QUANTITY.test(step.own_action) || QUANTITY.test(step.done_when) ? 0.2 : 0),
    0,
  )
  return sum / steps.length
}

function load({ steps, minutes }: Seen): number {
  if (minutes === 0) return 0
  const isCountFine = steps.length >= 3 && steps.length <= 12
  const isStudyShort = steps.every((step) => step.kind !== 'study' || step.minutes <= 30)
  return (isCountFine ? 0.5 : 0) + (isStudyShort ? 0.5 : 0)
}

/** Reasons that say something else at most steps; one sentence under every step explains none. */
function explanation({ steps }: Seen): number {
  const said = steps.map((step) => step.why.trim().toLowerCase()).filter((text) => text !== '')
  const distinct = new Set(said).size
  if (steps.length === 0 || (distinct === 1 && steps.length > 1)) return 0
  return full(distinct / steps.length, 0.7) * (said.length / steps.length)
}

/** Each part as a share, 0..1. A list of sentences has no minutes, so what minutes carry is 0. */
export function scoreParts(
  seen: Seen,
  measured: Measures,
  failed: ReadonlySet<FlagName>,
): Record<PartName, number> {
  const isTimed = seen.minutes > 0
  const { active, recall, linked, grounding, reviews, likeness } = measured
  return {
    time_fit: timeFit(seen),
    goal: isTimed ? 0.6 * full(linked, 0.8) + 0.4 * goalWords(seen) : 0,
    prerequisites: prerequisites(seen, failed),
    reviews: isTimed ? reviews : 0,
    active_share: 0.5 * full(active, 0.6) + 0.5 * full(recall, 0.15),
    specificity: specificity(seen),
    grounding: full(grounding, 0.6),
    distinctness: likeness <= 0.35 ? 1 : (1 - likeness) / 0.65,
    load: load(seen),
    explanation: explanation(seen),
    honesty: failed.has('placeholder') || failed.has('invented_url') ? 0 : 1,
  }
}
