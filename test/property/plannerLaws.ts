import { expect } from 'vitest'
import type { CompletionFact } from '../../supabase/functions/_shared/contract/facts.ts'
import { planSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { nextDayHint } from '../../supabase/functions/_shared/domain/hint.ts'
import {
  levelAfterHistory,
  pastDaysOf,
} from '../../supabase/functions/_shared/domain/planner/completedDays.ts'
import { introducedLast } from '../../supabase/functions/_shared/domain/planner/pastUnits.ts'
import { readMeta } from '../../supabase/functions/_shared/domain/planner/readMeta.ts'
import {
  knownUnitIds,
  resolveContent,
} from '../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import { reviewCap } from '../../supabase/functions/_shared/domain/planner/reviewSteps.ts'
import { readMemory } from '../../supabase/functions/_shared/domain/planner/unitMemory.ts'
import { isMilestoneDay, weeksTotal } from '../../supabase/functions/_shared/domain/planner/weeks.ts'
import { daysBetween } from '../../supabase/functions/_shared/domain/time/calendar.ts'
import type { Lived } from '../unit/domain/learnerFixture.ts'

function readCourse({ input }: Lived) {
  const meta = readMeta(input.intent.meta)
  const content = resolveContent(input.intent, meta, [])
  return { meta, units: content.units, known: knownUnitIds(content, meta) }
}

const rulesOf = ({ plan }: Lived) => plan.adaptation.map((entry) => entry.rule)

/** Laws 1, 2 and 12: exact minutes, a valid plan, no address of its own. */
export function checkPlan({ input, plan }: Lived): void {
  expect(planSchema.safeParse(plan).error?.issues ?? []).toEqual([])
  expect(plan.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(input.intent.time_per_day_min)
  const given = JSON.stringify([input.intent.topic, input.intent.end_goal, input.intent.meta])
  for (const [url] of JSON.stringify(plan).matchAll(/https?:\/\/[^\s"\\…]+/g)) expect(given).toContain(url)
}

/** Law 4 over a whole history. */
export function checkPrerequisites(history: readonly Lived[]): void {
  const [first] = history
  if (!first) return
  const { units, known } = readCourse(first)
  const prereqs = new Map(units.map((unit) => [unit.id, unit.prereqs]))
  const met = new Set(known)
  for (const id of history.flatMap(({ plan }) => plan.steps.flatMap((step) => step.unit_ids))) {
    for (const needed of prereqs.get(id) ?? []) expect(met.has(needed), `${id} needs ${needed}`).toBe(true)
    met.add(id)
  }
}

/** Law 5 from the stored cards alone: what is due and has a name is in, oldest first, and named. */
export function checkReviews(lived: Lived): void {
  const { input, plan } = lived
  const { units, known } = readCourse(lived)
  const names = new Map(units.filter((unit) => !known.has(unit.id)).map((unit) => [unit.id, unit.name]))
  for (const unit of input.units) {
    const { card } = readMemory(unit.memory)
    if (card === null || card.due > input.local_date || !names.has(unit.unit_id)) continue
    expect(plan.reviews_due).toContain(unit.unit_id)
  }
  const cap = reviewCap(input.intent.time_per_day_min, rulesOf(lived).includes('re_entry'))
  expect(plan.reviews_included).toEqual(plan.reviews_due.slice(0, cap))
  for (const id of plan.reviews_included) {
    const step = plan.steps.find((each) => each.kind === 'retrieve' && each.unit_ids.includes(id))
    expect(step?.action).toContain(`"${(names.get(id) ?? '').slice(0, 12).trimEnd()}`)
  }
}

/** Law 9: who was away for four days or more, and missed a date, comes back to a re-entry day. */
export function checkReentry(lived: Lived): void {
  const { input } = lived
  const last = input.history.at(-1)
  if (!last || readMeta(input.intent.meta).study_weekdays !== null) return
  expect(rulesOf(lived).includes('re_entry')).toBe(daysBetween(last.local_date, input.local_date) >= 4)
}

/** Law 8: after a session that brought nothing new, one that may brings something, while there is something. */
export function checkNoStall(lived: Lived): void {
  const { input, plan } = lived
  const { meta, units, known } = readCourse(lived)
  const visits = new Map(input.units.map((unit) => [unit.unit_id, unit]))
  const isLeft = units.some((unit) => !visits.has(unit.id) && !known.has(unit.id))
  const isExempt = rulesOf(lived).includes('re_entry') ||
    isMilestoneDay(input.position, meta, weeksTotal(input.intent, meta))
  const past = pastDaysOf(input.history)
  if (!isLeft || isExempt || introducedLast({ past, visits, meta, intent: input.intent })) return
  expect(plan.steps.flatMap((step) => step.unit_ids).some((id) => !visits.has(id))).toBe(true)
}

/** Laws 6 and 13 for the report of a day: the level follows confidence upwards, and the hint tells it. */
export function checkLevel({ input, done }: Lived): void {
  const { completed_at: _at, reviews: _reviews, steps: _steps, minutes, ...report } = done
  const levelAt = (confidence: number | null) =>
    levelAfterHistory([...input.history, { ...done, confidence }])
  const levels = Array.from({ length: 10 }, (_, index) => levelAt(index + 1))
  expect(levels).toEqual(levels.toSorted((a, b) => a - b))

  const fact: CompletionFact = {
    ...report,
    confidence: done.confidence ?? null,
    completion_time_min: minutes,
    completed_at: '2025-01-20T15:00:00.000Z',
    next: { week: 1, day: 3 },
    previous: input.history.slice(-3).toReversed().map((day) => ({
      ...day,
      confidence: day.confidence ?? null,
    })),
  }
  expect(nextDayHint(fact).includes('Increasing difficulty')).toBe(levelAt(fact.confidence) > done.difficulty)
}
