import type { Seen } from './lookAtPlan.ts'
import {
  activeShare,
  groundingShare,
  likeness,
  objectiveShare,
  reviewShare,
  vagueShare,
  workSteps,
} from './partShares.ts'
import { type Flag, type FlagName, FLOOR_CAP } from './planScore.ts'

/** Least mean minutes of a step. */
const STEP_MEAN_MIN = 3
/** Most of a session that one step may take. */
const STEP_SHARE_MAX = 0.8

/** What a good plan does not do; each failure caps the total at 69. */
export function findFailedFloors(seen: Seen): Flag[] {
  const failed: Flag[] = []
  const fail = (name: FlagName, says: string) => failed.push({ name, cap: FLOOR_CAP, says })
  const percent = (share: number) => `${Math.round(100 * share)} %`
  const work = workSteps(seen)

  const active = activeShare(seen)
  if (active < 0.5) fail('passive', `${percent(active)} of the minutes are active, 50 % are needed`)
  const vague = vagueShare(seen)
  if (vague > 0.5) fail('vague', `${percent(vague)} of the steps are vague, at most 50 % may be`)
  const like = likeness(seen)
  if (like > 0.8) fail('repeats_a_day', `${percent(like)} of the wording is that of one of the last 5 days`)
  const reviews = reviewShare(seen)
  if (reviews < 0.8) fail('reviews_dropped', `${percent(reviews)} of the due reviews that fit are in`)
  const grounding = groundingShare(seen)
  if (grounding < 0.3) fail('ungrounded', `grounding is ${grounding.toFixed(2)}, 0.30 is needed`)
  const linked = objectiveShare(seen)
  if (linked < 0.5) fail('unlinked', `${percent(linked)} of the minutes serve an objective, 50 % are needed`)
  const longest = Math.max(0, ...work.map((step) => step.minutes))
  if (longest > STEP_SHARE_MAX * seen.minutes) {
    fail('lopsided', `one step takes ${longest} of ${seen.minutes} minutes`)
  }
  if (work.length > 0 && seen.minutes / seen.steps.length < STEP_MEAN_MIN) {
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
