import type { CompletedDay, UnitState } from '../../contract/facts.ts'
import { addVisits } from './pastUnits.ts'

/**
 * The unit states after further completions, oldest first: known units keep their place, new ones follow.
 * A completion lists the units of the steps that were done; which step had which unit is not known here.
 */
export function foldCompletions(units: UnitState[], unfolded: CompletedDay[]): UnitState[] {
  const memory = new Map(units.map((unit) => [unit.unit_id, unit.memory]))
  let visits = new Map(units.map((unit) => [unit.unit_id, {
    visits: unit.visits,
    introduced_on: unit.introduced_on,
    last_local_date: unit.last_local_date,
  }]))
  for (const day of unfolded) visits = addVisits(visits, day)
  return Array.from(visits, ([unit_id, visit]) => ({
    unit_id,
    ...visit,
    memory: memory.get(unit_id) ?? {},
  }))
}
