import type { Seen, SeenStep } from './lookAtPlan.ts'
import { jaccard, shinglesOf } from './tokens.ts'
import { EMPTY_CHECK, FROM_MEMORY, HOLLOW, PRODUCTS, QUANTITY, VAGUE_OPENING } from './words/english.ts'

const ACTIVE: ReadonlySet<string | null> = new Set(['practice', 'socratic', 'build', 'diagnose'])
const FILE_NAME = /\b[\w-]+\.[a-z][a-z0-9]{1,4}\b/i

/** A retrieve step that lets the learner look is reading under another name. */
const isRetrieval = (step: SeenStep) => step.kind === 'retrieve' && FROM_MEMORY.test(step.action)

export const namesProduct = (step: SeenStep) =>
  FILE_NAME.test(step.done_when) ||
  step.done_when.toLowerCase().split(/[^a-z]+/).some((word) =>
    PRODUCTS.has(word) || (word.endsWith('s') && PRODUCTS.has(word.slice(0, -1))) ||
    (word.endsWith('ies') && PRODUCTS.has(`${word.slice(0, -3)}y`))
  )

/** Asks for nothing one could see. */
export const hasVagueVerb = ({ own_action }: SeenStep) =>
  HOLLOW.test(own_action) || (VAGUE_OPENING.test(own_action) && !QUANTITY.test(own_action))

/** Asks for nothing one could see, or ends when it ends. */
const isVague = (step: SeenStep) =>
  hasVagueVerb(step) || step.done_when.trim() === '' || EMPTY_CHECK.test(step.done_when)

/** The learner makes something: a worked example counts when its check asks for the learner's own lines. */
const isActive = (step: SeenStep) =>
  ACTIVE.has(step.kind) || isRetrieval(step) || (step.kind === 'example' && namesProduct(step))

const isRecall = (step: SeenStep) =>
  isRetrieval(step) || step.kind === 'socratic' || step.kind === 'diagnose' ||
  (step.kind === 'practice' && FROM_MEMORY.test(step.action))

function shareOf(steps: readonly SeenStep[], holds: (step: SeenStep) => boolean): number {
  const all = steps.reduce((sum, step) => sum + step.minutes, 0)
  if (all === 0) return 0
  return steps.reduce((sum, step) => sum + (holds(step) ? step.minutes : 0), 0) / all
}

/** A break is for nothing, so it counts neither for nor against. */
export const workSteps = ({ steps }: Seen) => steps.filter((step) => step.kind !== 'break')

function activeShare(seen: Seen): number {
  return shareOf(workSteps(seen), isActive)
}

function recallShare(seen: Seen): number {
  return shareOf(workSteps(seen), isRecall)
}

/** Minutes that serve an objective the plan really has. */
function objectiveShare(seen: Seen): number {
  const known = new Set(seen.plan.objective_ids)
  return shareOf(workSteps(seen), (step) => step.objective_ids.some((id) => known.has(id)))
}

function vagueShare(seen: Seen): number {
  const steps = workSteps(seen)
  return steps.length === 0 ? 1 : steps.filter(isVague).length / steps.length
}

/** Half for naming a unit, half for words of the field; minute-weighted, without breaks and the close. */
function groundingShare(seen: Seen): number {
  const steps = workSteps(seen).filter((step) => step.kind !== 'reflect')
  const hasUnits = seen.context.units.length > 0
  // Words alone prove nothing where units are known: filler in another language is full of unknown words.
  const isRich = (step: SeenStep) =>
    step.domain_words >= 4 && (step.names_unit || !hasUnits) && !isVague(step)
  return 0.5 * shareOf(steps, (step) => step.names_unit) + 0.5 * shareOf(steps, isRich)
}

/** Part of the due reviews, as many as fit, that are retrieved today; 1 when none are due. */
function reviewShare({ steps, context }: Seen): number {
  const wanted = Math.min(context.reviews_due.length, Math.max(1, context.review_cap))
  if (wanted === 0) return 1
  const retrieved = new Set(steps.filter(isRetrieval).flatMap((step) => step.unit_ids))
  return Math.min(1, context.reviews_due.filter((id) => retrieved.has(id)).length / wanted)
}

/** Likeness to the most similar of the last days, 0 when there was none. */
function likeness({ steps, context }: Seen): number {
  if (context.previous.length === 0) return 0
  const today = shinglesOf(steps.map((step) => step.action))
  return Math.max(...context.previous.slice(0, 5).map((day) => jaccard(today, shinglesOf(day))))
}

/** Everything measured on a plan, once, for floors and parts. All shares are 0..1. */
export type Measures = {
  active: number
  recall: number
  linked: number
  vague: number
  grounding: number
  reviews: number
  likeness: number
}

export function measurePlan(seen: Seen): Measures {
  return {
    active: activeShare(seen),
    recall: recallShare(seen),
    linked: objectiveShare(seen),
    vague: vagueShare(seen),
    grounding: groundingShare(seen),
    reviews: reviewShare(seen),
    likeness: likeness(seen),
  }
}
