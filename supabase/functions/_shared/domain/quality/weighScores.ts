import { type Flag, type FlagName, GATE_CAP } from '../rubric/planScore.ts'

/** The floors of a plan that speaks of nothing in particular. */
const OF_NOTHING: readonly FlagName[] = ['vague', 'unlinked', 'ungrounded']

/**
 * Most that a candidate can get, 0..100. Beside the rubric's own caps: a plan that asks for hardly any doing, and for
 * that on nothing in particular, fails. What a model leaves out is filled from the built-in plan, and by that alone
 * filler got up to 69.
 */
export function capOf(flags: readonly Pick<Flag, 'name' | 'cap'>[]): number {
  const names = new Set(flags.map(({ name }) => name))
  const isHollow = names.has('passive') && OF_NOTHING.some((name) => names.has(name))
  return Math.min(isHollow ? GATE_CAP : 100, ...flags.map(({ cap }) => cap))
}

/**
 * Score of a candidate, 0..1. An outside scorer's word counts as much as the rubric's, but lifts no plan over its cap:
 * whoever scores from outside has not checked the minutes.
 */
export function weighScores(rubric: { total: number; cap: number }, external: number | null): number {
  const own = Math.min(rubric.total, rubric.cap) / 100
  const mean = external === null ? own : (own + external) / 2
  return Math.round(Math.min(mean, rubric.cap / 100) * 1000) / 1000
}
