import type { CompletedDay, UnitState } from '../../contract/facts.ts'
import { visitedOn } from './doneUnits.ts'
import { observe } from './mastery.ts'
import { reviewCard } from './memoryModel.ts'
import { addVisits } from './pastUnits.ts'
import { rateUnits, type UnitRating } from './rateUnits.ts'
import { readMemory, type UnitMemory } from './unitMemory.ts'

/** By completion; a completion told twice counts once. Facts without an instant keep the order they came in. */
function inOrder(days: readonly CompletedDay[]): CompletedDay[] {
  const seen = new Set<string>()
  const once = days.filter(({ completed_at, session_id }) => {
    if (completed_at == null) return true
    return seen.has(session_id) ? false : seen.add(session_id)
  })
  return once.toSorted((a, b) => {
    if (a.completed_at == null || b.completed_at == null) return 0
    return Date.parse(a.completed_at) - Date.parse(b.completed_at) || a.week - b.week || a.day - b.day
  })
}

function remember(before: UnitMemory, rating: UnitRating, local_date: string): UnitMemory {
  return {
    card: reviewCard(before.card, local_date, rating.outcome),
    mastery: rating.observed ? observe(before.mastery, rating.outcome) : before.mastery,
  }
}

/**
 * The unit states after further completions: known units keep their place, new ones follow. Reads nothing but the
 * completions, so that folding the whole log gives what folding it piece by piece gave.
 */
export function foldCompletions(units: UnitState[], unfolded: CompletedDay[]): UnitState[] {
  const memory = new Map(units.map((unit) => [unit.unit_id, unit.memory]))
  let visits = new Map(units.map((unit) => [unit.unit_id, {
    visits: unit.visits,
    introduced_on: unit.introduced_on,
    last_local_date: unit.last_local_date,
  }]))
  for (const day of inOrder(unfolded)) {
    visits = addVisits(visits, { local_date: day.local_date, unit_ids: visitedOn(day) })
    // A result for a unit the learner never met says nothing about the course.
    for (const rating of rateUnits(day).filter(({ unit_id }) => visits.has(unit_id))) {
      const before = readMemory(memory.get(rating.unit_id) ?? {})
      memory.set(rating.unit_id, remember(before, rating, day.local_date))
    }
  }
  return Array.from(visits, ([unit_id, visit]) => ({
    unit_id,
    ...visit,
    memory: memory.get(unit_id) ?? {},
  }))
}
