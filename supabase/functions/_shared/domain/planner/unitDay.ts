import { type Choice, chooseUnits } from './chooseUnits.ts'
import type { DayDraft } from './dayDraft.ts'
import { type DraftStep, fitSteps, leastSteps } from './draftStep.ts'
import { introducedLast } from './pastUnits.ts'
import type { Heard } from './readSignals.ts'
import { questionStep } from './questionStep.ts'
import { placesBeside, type PlannedReview, reviewCap, reviewSteps, weighReviews } from './reviewSteps.ts'
import { type Content, type ContentUnit, knownUnitIds } from './resolveContent.ts'
import {
  blockerStep,
  diagnosticStep,
  endRecallStep,
  gapStep,
  pauseStep,
  recallCap,
  recallStep,
  reflectStep,
  symptomOf,
} from './sessionSteps.ts'
import type { Situation } from './situation.ts'
import { cutAtWord, quoteNames } from './text.ts'
import { exerciseFor, firstVisit, secondVisit, transferVisit } from './unitSteps.ts'

type Blocked = { unit: ContentUnit; symptom: string }

function findBlocked(situation: Situation, content: Content, heard: Heard): Blocked | null {
  const known = (id: string | undefined) => content.units.find((unit) => unit.id === id)
  for (const blocker of heard.blockers) {
    const unit = known(blocker.unit_id)
    if (unit && situation.visits.has(unit.id)) {
      return { unit, symptom: symptomOf(blocker) }
    }
  }
  const unit = known(situation.past.at(-1)?.unit_ids[0])
  if (!unit || !situation.arrival.struggled || !situation.visits.has(unit.id)) {
    return null
  }
  return {
    unit,
    symptom: `Your last report speaks of trouble with "${cutAtWord(unit.name, 60)}".`,
  }
}

function choose(situation: Situation, content: Content, blocked: Blocked | null, reviews: number) {
  const { arrival, past } = situation
  return chooseUnits({
    units: content.units,
    known: knownUnitIds(content, situation.meta),
    visits: situation.visits,
    budget_min: situation.intent.time_per_day_min,
    broughtNew: introducedLast(situation),
    fewerNew: arrival.shaky || arrival.overtime || arrival.reentry,
    reentry: arrival.reentry,
    returnFirst: blocked?.unit.id ??
      (arrival.unfinished ? past.at(-1)?.unit_ids[0] ?? null : null),
    most: placesBeside(reviews, situation.intent.time_per_day_min),
    mastered: situation.mastered,
    noNew: situation.review_load,
  })
}

/** Due reviews within their share of the session; none due: what the last session was about, or a first look around. */
function opening(situation: Situation, content: Content, due: readonly PlannedReview[]): DraftStep[] {
  const { intent, arrival, past, visits } = situation
  if (past.length === 0 && visits.size === 0) {
    const known = knownUnitIds(content, situation.meta)
    const ahead = content.units.filter((unit) => !known.has(unit.id)).slice(0, 5)
    return intent.time_per_day_min >= 45 && ahead.length === 5 ? [diagnosticStep(ahead)] : []
  }
  if (due.length > 0) {
    return reviewSteps(
      due.slice(0, reviewCap(intent.time_per_day_min, arrival.reentry)),
      situation.local_date,
      situation.sessions_completed,
    )
  }
  const lastIds = past.at(-1)?.unit_ids ?? []
  const seen = content.units.filter((unit) => visits.has(unit.id))
  const recent = seen.filter((unit) => lastIds.includes(unit.id))
  const older = seen.filter((unit) => !recent.includes(unit))
  const most = Math.min(recallCap(intent.time_per_day_min, arrival.reentry), arrival.reentry ? 6 : 3)
  const units = (arrival.reentry || recent.length === 0 ? [...recent, ...older.reverse()] : recent).slice(
    0,
    most,
  )
  return units.length > 0 ? [recallStep(units, arrival.reentry, situation.sessions_completed)] : []
}

function describe({ continued, fresh, revisited }: Choice): string {
  const says = (label: string, units: readonly ContentUnit[]) =>
    units.length > 0 ? [`${label} ${quoteNames(units.map((unit) => cutAtWord(unit.name, 90)))}.`] : []
  const parts = [
    ...says('Again:', continued),
    ...says('New:', fresh),
    ...says('With a changed task:', revisited),
  ]
  return cutAtWord(parts.join(' '), 400)
}

/** A day on units: recall, whatever blocks, units that return, new units, a question, the close. */
export function unitDay(
  situation: Situation,
  content: Content,
  due: readonly PlannedReview[],
  heard: Heard,
): DayDraft {
  const budget = situation.intent.time_per_day_min
  const blocked = findBlocked(situation, content, heard)
  const steps = opening(situation, content, due)
  const choice = choose(situation, content, blocked, steps.filter((step) => step.rule === 'review').length)
  const today = [...choice.continued, ...choice.fresh, ...choice.revisited]
  const wordsFor = (unit: ContentUnit) => ({
    unit,
    source: content.source,
    level: situation.level,
    struggled: situation.arrival.struggled || situation.arrival.shaky,
    turn: situation.sessions_completed,
    seen: situation.visits.get(unit.id)?.visits ?? 0,
    exercises: heard.exercises,
  })

  if (blocked) {
    const words = exerciseFor(wordsFor(blocked.unit), ['completion', 'worked_example'])
    steps.push(blockerStep(blocked.unit, blocked.symptom, words))
  }
  const gap = heard.gaps.toSorted((a, b) => b.severity - a.severity)[0]
  if (gap) {
    const isOpen = gap.unit_id !== undefined &&
      situation.visits.has(gap.unit_id)
    steps.push(gapStep(gap.text, isOpen && gap.unit_id ? [gap.unit_id] : []))
  }
  const work = [
    ...choice.continued.flatMap((unit) =>
      (situation.visits.get(unit.id)?.visits ?? 0) <= 1
        ? secondVisit(wordsFor(unit))
        : transferVisit(wordsFor(unit), 'transfer')
    ),
    ...choice.revisited.flatMap((unit) => transferVisit(wordsFor(unit), 'revisit')),
    ...choice.fresh.flatMap((unit) => firstVisit(wordsFor(unit))),
  ]
  if (budget >= 90) work.splice(Math.ceil(work.length / 2), 0, pauseStep())
  steps.push(...work)

  const main = choice.fresh.at(-1) ?? today[0]
  // Without anything to recall, as when all was skipped so far, the short close alone fills no session.
  const isShort = () => steps.length + 1 < leastSteps(budget)
  if (main && (budget >= 45 || isShort())) {
    steps.push(questionStep(main, situation, heard.questions))
  }
  if (budget >= 75 || isShort()) steps.push(endRecallStep(today.slice(0, 3)))
  steps.push(reflectStep(situation.sessions_completed, today.slice(0, 3)))

  return {
    title: cutAtWord(today.map((unit) => unit.name).join('; '), 120),
    description: describe(choice),
    steps: weighReviews(fitSteps(steps, budget), budget),
    units: today,
    adaptation: [
      ...(situation.review_load
        ? [{
          rule: 'review_load',
          reason:
            'Reviews filled their share in the last three sessions: new units wait until there are fewer.',
        }]
        : []),
      ...(choice.forced
        ? [{
          rule: 'no_stall',
          reason: 'The last session brought no new unit, so today brings one.',
        }]
        : []),
    ],
  }
}
