import { STEP_KINDS } from '../../contract/plan.ts'

/** A step as far as it can be read; minutes 0 and empty texts where a plan says nothing. */
export type ReadStep = {
  kind: (typeof STEP_KINDS)[number] | null
  minutes: number
  action: string
  done_when: string
  why: string
  unit_ids: string[]
  objective_ids: string[]
}

export type ReadPlan = {
  steps: ReadStep[]
  /** Every text of the plan, for what must not be in any. */
  texts: string[]
  /** Addresses given as such. */
  urls: string[]
  objective_ids: string[]
  grounding: string
}

const MOST_STEPS = 50

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const member = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
const textOf = (value: unknown): string => typeof value === 'string' ? value : ''
const listOf = (value: unknown): unknown[] => Array.isArray(value) ? value : []
const textsOf = (value: unknown): string[] => listOf(value).filter((each) => typeof each === 'string')

function readStep(given: unknown): ReadStep {
  const minutes = member(given, 'minutes')
  return {
    kind: STEP_KINDS.find((kind) => kind === member(given, 'kind')) ?? null,
    minutes: typeof minutes === 'number' && minutes > 0 && minutes < 10_000 ? minutes : 0,
    action: typeof given === 'string' ? given : textOf(member(given, 'action')),
    done_when: textOf(member(given, 'done_when')),
    why: textOf(member(given, 'why')),
    unit_ids: textsOf(member(given, 'unit_ids')),
    objective_ids: textsOf(member(given, 'objective_ids')),
  }
}

/** Any JSON as a plan, as far as it is one: the seed's list of sentences, step objects, or nothing at all. */
export function readPlan(plan: unknown): ReadPlan {
  const given = listOf(member(plan, 'steps')).slice(0, MOST_STEPS)
  const steps = given.map(readStep)
  const objectives = listOf(member(plan, 'objectives'))
  const milestone = member(plan, 'milestone')
  const resources = given.map((step) => member(step, 'resource'))
  return {
    steps,
    texts: [
      ...['title', 'description', 'goal_link', 'if_then'].map((key) => textOf(member(plan, key))),
      textOf(member(milestone, 'text')),
      textOf(member(milestone, 'evidence')),
      ...objectives.map((objective) => textOf(member(objective, 'text'))),
      ...listOf(member(plan, 'adaptation')).map((entry) => textOf(member(entry, 'reason'))),
      ...resources.map((resource) => textOf(member(resource, 'title'))),
      ...steps.flatMap((step) => [step.action, step.done_when, step.why]),
    ].filter((text) => text !== ''),
    urls: resources.map((resource) => textOf(member(resource, 'url'))).filter((url) => url !== ''),
    objective_ids: objectives.map((objective) => textOf(member(objective, 'id'))),
    grounding: textOf(member(plan, 'grounding')),
  }
}
