import { type Plan, planSchema } from '../../contract/plan.ts'
import { canonicalJson } from '../canonicalJson.ts'
import { cutAtWord } from './text.ts'

type Step = Plan['steps'][number]
type Keyed = { key: string; label: string; index: number }

function keyed(steps: readonly Step[]): Keyed[] {
  const seen = new Map<string, number>()
  return steps.map((step, index) => {
    const base = `${step.kind}|${step.unit_ids.join(',')}`
    const nth = (seen.get(base) ?? 0) + 1
    seen.set(base, nth)
    return {
      key: `${base}|${nth}`,
      label: `${step.kind}: ${cutAtWord(step.action, 80)}`,
      index,
    }
  })
}

/** Everything but the record of changes itself and the candidates, which say nothing about the day. */
function substance({ changes: _changes, candidates: _candidates, ...rest }: Plan): string {
  return canonicalJson(rest)
}

function reasonOf(before: Plan, after: Plan): string {
  if (before.minutes_total !== after.minutes_total) {
    return `Your daily time changed from ${before.minutes_total} to ${after.minutes_total} minutes.`
  }
  if (before.grounding !== after.grounding) {
    return 'What the plan is made from changed.'
  }
  if (before.difficulty !== after.difficulty) {
    return `The level changed from ${before.difficulty} to ${after.difficulty}.`
  }
  if (before.goal_link !== after.goal_link) {
    return 'Your goal or its stage changed.'
  }
  return 'Newer answers or reports were available than when the first version was made.'
}

/** What a new version of a day changes against the stored one; null when there is none or nothing changed. */
export function changesSince(
  previous: { plan_json: Record<string, unknown>; plan_version: number } | null,
  plan: Plan,
): NonNullable<Plan['changes']> | null {
  if (previous === null) return null
  const parsed = planSchema.safeParse(previous.plan_json)
  if (!parsed.success || substance(parsed.data) === substance(plan)) {
    return null
  }

  const before = keyed(parsed.data.steps)
  const after = keyed(plan.steps)
  const keysBefore = new Set(before.map((step) => step.key))
  const keysAfter = new Set(after.map((step) => step.key))
  const stayedBefore = before.filter((step) => keysAfter.has(step.key)).map((step) => step.key)
  const stayedAfter = after.filter((step) => keysBefore.has(step.key))
  return {
    from_version: previous.plan_version,
    added: after.filter((step) => !keysBefore.has(step.key)).map((step) => step.label),
    removed: before.filter((step) => !keysAfter.has(step.key)).map((step) => step.label),
    moved: stayedAfter.filter((step, index) => stayedBefore[index] !== step.key)
      .map((step) => step.label),
    minutes: plan.minutes_total - parsed.data.minutes_total,
    reason: reasonOf(parsed.data, plan),
  }
}
