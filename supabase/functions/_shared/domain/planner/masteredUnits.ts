import type { AgentRequest } from '../../contract/agentMessages.ts'
import { shownMastery } from './mastery.ts'
import type { RememberedUnit } from './unitMemory.ts'

const MASTERED_P = 0.95
const MASTERED_STABILITY_DAYS = 7
const MOST_TOLD = 60

/** Units known well and for some time already: they come back as reviews only. */
export function masteredUnitIds(units: readonly RememberedUnit[]): ReadonlySet<string> {
  const mastered = units.filter(({ card, mastery }) =>
    card !== null && card.stability >= MASTERED_STABILITY_DAYS && shownMastery(mastery) >= MASTERED_P
  )
  return new Set(mastered.map((unit) => unit.unit_id))
}

/** The mastery of the units anything was observed of, as agents are told. */
export function listMastery(units: readonly RememberedUnit[]): AgentRequest['state']['mastery'] {
  return units.flatMap(({ unit_id, mastery }) =>
    mastery.n === 0 ? [] : [{ unit_id, p: shownMastery(mastery), n: mastery.n }]
  ).slice(0, MOST_TOLD)
}
