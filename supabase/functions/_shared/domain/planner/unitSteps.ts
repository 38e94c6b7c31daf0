import type { TaData } from '../../contract/agentMessages.ts'
import { ACTION_MIN_CHARS, DONE_WHEN_MIN_CHARS } from '../../contract/plan.ts'
import type { DraftStep } from './draftStep.ts'
import type { Content, ContentUnit } from './resolveContent.ts'
import {
  againWords,
  exampleWords,
  practiceWords,
  secondWords,
  studyWords,
  transferWords,
} from './phrasings.ts'
import { countChars, cutAtWord } from './text.ts'

type Exercise = TaData['exercises'][number]

export type UnitStepsInput = {
  unit: ContentUnit
  source: Content['source']
  level: number
  /** Trouble with the last session: an example comes back even at a higher level. */
  struggled: boolean
  /** Number of the session; the built-in words change with it. */
  turn: number
  /** Visits before today. */
  seen: number
  exercises: readonly Exercise[]
}

/** Visits after which the transfer task comes; it comes once, later visits take another angle. */
const TRANSFER_FROM = 2

const quiet = (text: string) => text.replace(/[.\s]+$/, '')

/** The words of an agent's exercise for that kind of practice, nearest to the level; null: use the built-in ones. */
export function exerciseFor(
  input: Pick<UnitStepsInput, 'unit' | 'level' | 'exercises'>,
  kinds: readonly Exercise['kind'][],
): { action: string; done_when: string } | null {
  const fitting = input.exercises.filter((each) =>
    each.unit_id === input.unit.id && kinds.includes(each.kind)
  )
  const [best] = fitting.toSorted((a, b) =>
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    Math.abs(a.difficulty - input.level) - Math.abs(b.difficulty - input.level)
  )
  if (
    !best || countChars(best.prompt) < ACTION_MIN_CHARS || countChars(best.done_when) < DONE_WHEN_MIN_CHARS
  ) {
    return null
  }
  const hint = best.hints[0] ? ` If you are stuck for five minutes: ${best.hints[0]}` : ''
  const action = best.prompt.length + hint.length <= 600 ? `${best.prompt}${hint}` : best.prompt
  return { action, done_when: best.done_when }
}

function ownResource(input: UnitStepsInput): Pick<DraftStep, 'resource'> {
  if (input.unit.source !== 'learner' || input.source === null) return {}
  return {
    resource: { title: input.source.title, url: input.source.url ?? null, from: 'learner' },
  }
}

function ownPractice(unit: ContentUnit, turn: number): { action: string; done_when: string } {
  const builtin = practiceWords(`"${unit.name}"`, turn)
  return { action: unit.task ?? builtin.action, done_when: unit.check ?? builtin.done_when }
}

/** First visit: read, see an example, try it on the same day. */
export function firstVisit(input: UnitStepsInput): DraftStep[] {
  const { unit } = input
  const name = `"${unit.name}"`
  const study = studyWords(name, input.turn)
  const example = exampleWords(name, input.turn)
  const steps: DraftStep[] = [{
    kind: 'study',
    rule: 'fresh',
    weight: 18,
    action: unit.study ? `Open ${name}. ${unit.study}` : study.action,
    done_when: unit.study ? 'each question has an answer in your own words, one line each' : study.done_when,
    reason: `${name} is next in order and everything it needs has been opened.`,
    unit_ids: [unit.id],
    yields: 0,
    ...ownResource(input),
  }]
  if (input.level <= 2 || input.struggled) {
    const words = exerciseFor(input, ['worked_example', 'completion'])
    steps.push({
      kind: 'example',
      rule: 'worked_example',
      weight: 15,
      action: words?.action ?? unit.example ?? example.action,
      done_when: words?.done_when ??
        (unit.example
          ? 'your lines stand beside the worked ones and the first difference is marked'
          : example.done_when),
      reason: 'at this level seeing one case worked through saves a wrong start.',
      unit_ids: [unit.id],
      yields: 5,
    })
  }
  const words = exerciseFor(input, ['independent', 'completion']) ??
    ownPractice(unit, input.turn)
  steps.push({
    kind: 'practice',
    rule: 'fresh',
    weight: 28,
    ...words,
    reason: `${name} is tried out on the day it is opened.`,
    unit_ids: [unit.id],
    yields: 0,
  })
  return steps
}

/** Second visit: the same again without help, on another case. */
export function secondVisit(input: UnitStepsInput): DraftStep[] {
  const { unit } = input
  const words = secondWords(`"${unit.name}"`, input.turn)
  const builtin = {
    action: unit.task
      ? `Without opening your earlier work, do "${unit.name}" again on other material: ${unit.task}`
      : words.action,
    done_when: unit.check ?? words.done_when,
  }
  return [{
    kind: 'practice',
    rule: 'second_visit',
    weight: 36,
    ...(exerciseFor(input, ['independent']) ?? builtin),
    reason: `"${unit.name}" comes back on another day, this time unaided.`,
    unit_ids: [unit.id],
    yields: 0,
  }]
}

/** Third visit and later: one requirement changed. */
export function transferVisit(input: UnitStepsInput, rule: 'transfer' | 'revisit'): DraftStep[] {
  const { unit } = input
  const words = transferWords(`"${unit.name}"`, input.turn)
  const change = unit.transfer
  const builtin = {
    action: change === undefined
      ? words.action
      : change.length + unit.name.length < 560
      ? `${quiet(change)}. This is about "${unit.name}".`
      : change,
    done_when: unit.check
      ? cutAtWord(`the changed version works, and still: ${unit.check}`, 240)
      : words.done_when,
  }
  const isNew = input.seen < TRANSFER_FROM + 1
  return [{
    kind: 'practice',
    rule,
    weight: 32,
    ...(isNew
      ? exerciseFor(input, ['transfer', 'independent']) ?? builtin
      : againWords(`"${unit.name}"`, input.turn)),
    reason: `"${unit.name}" is used under a changed requirement, which is what a real task will do.`,
    unit_ids: [unit.id],
    yields: 0,
  }]
}
