import type { ContentUnit } from './resolveContent.ts'
import type { Visits } from './situation.ts'

export type ChoiceInput = {
  /** In an order that respects prerequisites, each of which is one of them. */
  units: readonly ContentUnit[]
  known: ReadonlySet<string>
  visits: Visits
  budget_min: number
  /** Whether the last session that could bring a new unit brought one; true before the first. */
  broughtNew: boolean
  /** A shaky or overlong last session, or a re-entry: one new unit fewer. */
  fewerNew: boolean
  reentry: boolean
  /** The unit that returns before all others, when it is still open. */
  returnFirst: string | null
  /** Most units the session can hold beside its reviews; as many as its length allows when absent. */
  most?: number
  /** Units that need no further visit. */
  mastered?: ReadonlySet<string>
  /** Reviews fill their share: no new unit but the one that prevents a stall. */
  noNew?: boolean
}

export type Choice = {
  /** Opened earlier and not yet finished, to be visited again today. */
  continued: ContentUnit[]
  /** Opened today. */
  fresh: ContentUnit[]
  /** Finished units taken up again because nothing else is open. */
  revisited: ContentUnit[]
  /** A new unit came although the last session asked for fewer, because two without one would be a stall. */
  forced: boolean
}

/** How many units a session has room for: one per 50 minutes. */
export function placesFor(budgetMin: number): number {
  return Math.max(1, Math.floor(budgetMin / 50))
}

/** Visits on different days in which a unit is spent, 2 or 3, from its size and what one visit takes. */
export function visitsNeeded(unit: ContentUnit, budgetMin: number): number {
  const perVisit = (0.7 * budgetMin) / placesFor(budgetMin)
  return Math.min(3, Math.max(2, Math.round(unit.est_min / perVisit)))
}

function takeAvailable(input: ChoiceInput, count: number): ContentUnit[] {
  const taken: ContentUnit[] = []
  const ids = new Set(input.units.map((unit) => unit.id))
  const isMet = (id: string) =>
    !ids.has(id) || input.visits.has(id) || input.known.has(id) ||
    taken.some((unit) => unit.id === id)
  for (const unit of input.units) {
    if (taken.length >= count) break
    if (input.visits.has(unit.id) || input.known.has(unit.id)) continue
    if (unit.prereqs.every(isMet)) taken.push(unit)
  }
  return taken
}

/** The `count` units seen longest ago, the one that returns first before all others; ties in course order. */
function seenLongestAgo(input: ChoiceInput, units: readonly ContentUnit[], count: number): ContentUnit[] {
  const left = units.map((unit) => ({
    unit,
    seen: unit.id === input.returnFirst ? '' : input.visits.get(unit.id)?.last_local_date ?? '',
  }))
  const picked: ContentUnit[] = []
  // Picking beats sorting here: count is at most 3, while a slow learner may have dozens of units open.
  while (picked.length < count && left.length > 0) {
    let first = 0
    left.forEach((each, index) => {
      if (each.seen < (left[first]?.seen ?? '')) first = index
    })
    picked.push(...left.splice(first, 1).map((each) => each.unit))
  }
  return picked
}

/** Which units today's session takes up: open ones return, new ones follow their prerequisites, and none stalls. */
export function chooseUnits(input: ChoiceInput): Choice {
  const places = Math.min(placesFor(input.budget_min), input.most ?? Infinity)
  const seen = input.units.filter((unit) => input.visits.has(unit.id) && !input.known.has(unit.id))
  const isOpen = (unit: ContentUnit) =>
    !input.mastered?.has(unit.id) &&
    (input.visits.get(unit.id)?.visits ?? 0) <
      visitsNeeded(unit, input.budget_min)
  const open = seenLongestAgo(input, seen.filter(isOpen), places)
  const mustAdvance = !input.reentry && !input.broughtNew &&
    takeAvailable(input, 1).length > 0

  const plainCap = input.noNew ? 0 : places - (input.fewerNew ? 1 : 0)
  const newCap = mustAdvance ? Math.max(1, plainCap) : plainCap
  const first = places === 1 && mustAdvance ? [] : open.slice(0, 1)
  const fresh = takeAvailable(input, Math.min(newCap, places - first.length))
  const continued = [...first, ...open.slice(first.length, places - fresh.length)]
  const forced = mustAdvance && plainCap < 1 && fresh.length > 0
  if (continued.length + fresh.length > 0) {
    return { continued, fresh, revisited: [], forced }
  }

  const revisited = seenLongestAgo(input, seen, places)
  if (revisited.length > 0) return { continued, fresh, revisited, forced }
  const opened = takeAvailable(input, 1)
  // Who knows everything already gets it back under changed conditions.
  return {
    continued,
    fresh: opened,
    revisited: opened.length > 0 ? [] : input.units.slice(0, places),
    forced,
  }
}
