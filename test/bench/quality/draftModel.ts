import type { ModelAnswer, ModelRequest } from '../../../supabase/functions/_shared/contract/model.ts'
import type { Plan, PlanStep } from '../../../supabase/functions/_shared/contract/plan.ts'
import { seededRandom } from '../plans/histories.ts'

// Not a language model: a die that writes plans with known faults, so that what the loop does with them can be measured
// without a network and comes out the same on every machine.

/** How a model behaves: how often a first draft is good, mediocre or junk, and how often a named fault is mended. */
export type Temper = { name: string; good: number; mediocre: number; mends: number; spoils: number }

export const TEMPERS: readonly Temper[] = [
  { name: 'mends 2 of 10', good: 0.3, mediocre: 0.5, mends: 0.2, spoils: 0.15 },
  { name: 'mends 5 of 10', good: 0.3, mediocre: 0.5, mends: 0.5, spoils: 0.15 },
  { name: 'mends 8 of 10', good: 0.3, mediocre: 0.5, mends: 0.8, spoils: 0.15 },
]

type Fault = { name: string; named_by: RegExp; apply(step: PlanStep, index: number): PlanStep }

/** Each is what a part of the rubric looks for, so a refinement that is told the part knows what to mend. */
const FAULTS: readonly Fault[] = [
  {
    name: 'open checks',
    named_by: /specificity|vague/,
    apply: (step) => ({ ...step, done_when: 'you feel confident about it' }),
  },
  {
    name: 'no content',
    named_by: /grounding|ungrounded|prerequisites|unlinked|goal/,
    apply: (step) => step.kind === 'retrieve' ? step : { ...step, unit_ids: [] },
  },
  {
    name: 'too much reading',
    named_by: /active_share|passive/,
    apply: (step, index) => step.kind === 'retrieve' || index % 3 === 0 ? step : { ...step, kind: 'study' },
  },
  { name: 'no reasons', named_by: /explanation/, apply: (step) => ({ ...step, why: 'It helps.' }) },
  {
    name: 'lopsided',
    named_by: /load|lopsided/,
    apply: (step, index) => ({ ...step, minutes: index === 1 ? 400 : step.minutes }),
  },
]

const seedOf = (text: string) => [...text].reduce((sum, char) => (31 * sum + char.charCodeAt(0)) | 0, 7)

/** What the model says to one question of a situation: the same question gets the same answer. */
export function answerAs(temper: Temper, situation: string, request: ModelRequest): ModelAnswer {
  const baseline = request.baseline_plan as Plan // As the product sends it.
  const key = request.task === 'plan' ? request.variant?.name : JSON.stringify(request.candidates)
  const random = seededRandom(seedOf(`${situation}/${request.task}/${key}`))
  if (request.task === 'plan') return draft(temper, baseline, random)
  if (request.task !== 'refine') return {}

  const shown = request.candidates[0] as Plan // The plan that is to be refined.
  const named = request.issues.map(({ id }) => id).join(' ')
  const kept = readFaults(shown).filter((fault) => !(fault.named_by.test(named) && random() < temper.mends))
  const spoilt = FAULTS[Math.floor(random() * FAULTS.length)]
  return write(baseline, random() < temper.spoils && spoilt !== undefined ? [...kept, spoilt] : kept)
}

function draft(temper: Temper, baseline: Plan, random: () => number): ModelAnswer {
  const luck = random()
  if (luck < temper.good) return write(baseline, [])
  const shuffled = FAULTS.map((fault) => ({ fault, at: random() })).sort((a, b) => a.at - b.at)
  const count = luck < temper.good + temper.mediocre ? 2 : FAULTS.length
  return write(baseline, shuffled.slice(0, count).map(({ fault }) => fault))
}

/** The faults travel in the title, where the next question finds them. */
function write(baseline: Plan, faults: readonly Fault[]): ModelAnswer {
  const unique = FAULTS.filter((fault) => faults.includes(fault))
  const steps = baseline.steps.map((step, index) =>
    unique.reduce((made, { apply }) => apply(made, index), step)
  )
  const title = unique.length === 0
    ? 'A day without faults'
    : `A day with ${unique.map(({ name }) => name).join(', ')}`
  return { plan_json: { title, steps } }
}

function readFaults({ title }: Plan): readonly Fault[] {
  return FAULTS.filter(({ name }) => title.includes(name))
}
