import { ACTION_MIN_CHARS, DONE_WHEN_MIN_CHARS } from '../../contract/plan.ts'
import type { DayDraft } from './dayDraft.ts'
import { type DraftStep, fitSteps } from './draftStep.ts'
import type { Goal } from './goal.ts'
import type { Heard } from './readSignals.ts'
import { questionStep } from './questionStep.ts'
import type { ContentUnit } from './resolveContent.ts'
import { type PlannedReview, reviewCap, reviewSteps, weighReviews } from './reviewSteps.ts'
import { pauseStep, recallCap, recallStep, reflectStep } from './sessionSteps.ts'
import type { Situation } from './situation.ts'
import { countChars, cutAtWord, quoteNames } from './text.ts'

/** The units a milestone is made from: the most recently seen ones, at most four, in course order. */
export function milestoneUnits(units: readonly ContentUnit[], situation: Situation): ContentUnit[] {
  const seenOn = (unit: ContentUnit) => situation.visits.get(unit.id)?.last_local_date ?? ''
  const recent = units.filter((unit) => situation.visits.has(unit.id))
    .toSorted((a, b) => seenOn(a) < seenOn(b) ? 1 : seenOn(a) > seenOn(b) ? -1 : 0)
    .slice(0, 4)
  return units.filter((unit) => recent.includes(unit))
}

function buildWords(goal: Goal, names: string, heard: Heard): { action: string; done_when: string } {
  const { project } = heard
  const brief = project ? `${project.title}. ${project.brief}` : ''
  if (
    project && countChars(brief) >= ACTION_MIN_CHARS && countChars(project.deliverable) >= DONE_WHEN_MIN_CHARS
  ) {
    return {
      action: cutAtWord(brief, 600),
      done_when: cutAtWord(project.deliverable, 240),
    }
  }
  return {
    action: cutAtWord(
      `Work on the proof of your goal "${goal.text}": ${goal.proof.text}. Use ${names}. Begin with what can fail and cut the scope, not the check.`,
      600,
    ),
    done_when: goal.proof.evidence,
  }
}

/** A milestone day: no new unit, one piece of work made from the units so far, then an honest look at it. */
export function milestoneDay(
  situation: Situation,
  goal: Goal,
  units: readonly ContentUnit[],
  due: readonly PlannedReview[],
  heard: Heard,
): DayDraft {
  const budget = situation.intent.time_per_day_min
  const unit_ids = units.map((unit) => unit.id)
  const names = quoteNames(units.map((unit) => cutAtWord(unit.name, 60)))
  const constraints = heard.project?.constraints.filter((text) => text !== '') ?? []
  const build: DraftStep = {
    kind: 'build',
    rule: 'milestone',
    weight: 55,
    ...buildWords(goal, names, heard),
    reason: cutAtWord(`the week ends with one piece of work made from ${names}.`, 200),
    unit_ids,
    yields: 0,
  }
  const test: DraftStep = {
    kind: 'practice',
    rule: 'milestone',
    weight: 18,
    action: constraints.length > 0
      ? cutAtWord(
        `Go through the conditions for what you made with ${names} and write pass or fail with a reason: ${
          constraints.join(' / ')
        }`,
        600,
      )
      : `Try to break what you made with ${names}: change one input so that it should fail, see whether you notice, and write down what noticed it.`,
    done_when: constraints.length > 0
      ? 'every condition has a pass or fail and one reason'
      : 'one deliberate fault was noticed by a check, or the missing check is now written',
    reason: 'a result nobody has tried to break is only a hope.',
    unit_ids,
    yields: 0,
  }

  const steps = reviewSteps(
    due.slice(0, reviewCap(budget, situation.arrival.reentry)),
    situation.local_date,
    situation.sessions_completed,
  )
  if (budget >= 45 && due.length === 0) {
    steps.push(
      recallStep(
        units.slice(0, recallCap(budget, situation.arrival.reentry)),
        situation.arrival.reentry,
        situation.sessions_completed,
      ),
    )
  }
  steps.push(build)
  if (budget >= 90) steps.push(pauseStep())
  steps.push(test)
  const last = units.at(-1)
  if (budget >= 90 && last) {
    steps.push(questionStep(last, situation, heard.questions))
  }
  steps.push(reflectStep(situation.sessions_completed, units.slice(0, 3)))
  return {
    title: cutAtWord(`Milestone of week ${situation.position.week}: ${goal.proof.text}`, 120),
    description: cutAtWord(`No new unit today. Made with ${names}.`, 400),
    steps: weighReviews(fitSteps(steps, budget), budget),
    units: [...units],
    adaptation: [{
      rule: 'milestone',
      reason: 'Last learning day of the week: build and check, nothing new.',
    }],
  }
}
