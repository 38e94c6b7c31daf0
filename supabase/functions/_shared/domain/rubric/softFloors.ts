import type { Seen } from './lookAtPlan.ts'
import { type Measures, workSteps } from './partShares.ts'
import { type Flag, type FlagName, FLOOR_CAP } from './planScore.ts'

/** Least mean minutes of a step. */
const STEP_MEAN_MIN = 3
/** From this share of a session on, one step is the whole session. */
const STEP_SHARE_MAX = 0.8
/** Most of a session that may be break: shares are taken of the rest, so a long break would hide an empty plan. */
const BREAK_SHARE_MAX = 0.25

/** What a good plan does not do; each failure caps the total at 69. */
export function findFailedFloors(seen: Seen, measured: Measures): Flag[] {
  const failed: Flag[] = []
  const fail = (name: FlagName, says: string) => failed.push({ name, cap: FLOOR_CAP, says })
  const percent = (share: number) => `${Math.round(100 * share)} %`
  const { active, vague, likeness, reviews, grounding, linked } = measured

  if (active < 0.5) fail('passive', `${percent(active)} of the minutes are active, 50 % are needed`)
  if (vague > 0.5) fail('vague', `${percent(vague)} of the steps are vague, at most 50 % may be`)
  if (likeness > 0.8) {
    fail('repeats_a_day', `${percent(likeness)} of the wording is that of one of the last 5 days`)
  }
  if (reviews < 0.8) fail('reviews_dropped', `${percent(reviews)} of the due reviews that fit are in`)
  if (grounding < 0.3) fail('ungrounded', `grounding is ${grounding.toFixed(2)}, 0.30 is needed`)
  if (linked < 0.5) fail('unlinked', `${percent(linked)} of the minutes serve an objective, 50 % are needed`)
  const longest = Math.max(0, ...seen.steps.map((step) => step.minutes))
  if (longest > 0 && longest >= STEP_SHARE_MAX * seen.minutes) {
    fail('lopsided', `one step takes ${longest} of ${seen.minutes} minutes`)
  }
  const work = workSteps(seen).reduce((sum, step) => sum + step.minutes, 0)
  if (seen.minutes - work > BREAK_SHARE_MAX * seen.minutes) {
    fail('lopsided', `breaks take ${seen.minutes - work} of ${seen.minutes} minutes`)
  }
  if (seen.steps.length > 0 && seen.minutes / seen.steps.length < STEP_MEAN_MIN) {
    fail('micro_steps', `${seen.steps.length} steps share ${seen.minutes} minutes`)
  }
  return failed
}

/** A plan without content is judged for its method alone, and a method is worth at most 69. */
export function findContentCap({ plan, context }: Seen): Flag[] {
  if (plan.grounding !== 'process_only' && context.units.length > 0) return []
  return [{
    name: 'process_only',
    cap: FLOOR_CAP,
    says:
      'no outline of the topic is known: method without content gets at most 69, an outline lifts the cap',
  }]
}
