import { z } from 'zod'
import { planStepSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import { dataOf, isObject, type JsonObject, listObjects, listStrings } from '../answer.ts'
import type { Check } from '../check.ts'
import { budgetRequest, BUDGETS_MIN, instructorRequest } from '../instructorRequest.ts'
import type { Probe } from '../probe.ts'
import { BASIC_REQUEST, SOURCE_URL } from '../requests.ts'
import type { Reply } from '../sendRequest.ts'
import { fail, PASS, skip, type Verdict } from '../verdict.ts'
import { findForeignUrl } from './honesty.ts'

const NO_INSTRUCTOR = skip('only an instructor makes plans')

const { kind, minutes, action, done_when } = planStepSchema.shape
const typedStep = z.object({ kind, minutes, action, done_when })
/** Steps as version 1.1 had them are lines of text; the orchestrator gives those their minutes. */
const planShape = z.object({
  title: z.string().min(1),
  steps: z.union([
    z.array(typedStep).min(3).max(12),
    z.array(z.string().min(1)).min(3).max(12),
  ]),
})

function planOf(probe: Probe, reply: Reply): JsonObject {
  const plan = dataOf(probe, reply)['plan_json']
  return isObject(plan) ? plan : {}
}

function hasTypedSteps(plan: JsonObject): boolean {
  return listObjects(plan, 'steps').length > 0
}

async function judgePlan(
  probe: Probe,
  expected: string,
  findFault: (plan: JsonObject, steps: JsonObject[]) => string | null,
): Promise<Verdict> {
  if (probe.agent !== 'instructor') return NO_INSTRUCTOR
  const reply = await probe.basic()
  const plan = planOf(probe, reply)
  if (!hasTypedSteps(plan)) {
    return skip('the steps are lines of text: the orchestrator completes them')
  }
  const fault = findFault(plan, listObjects(plan, 'steps'))
  return fault === null ? PASS : fail(reply, expected, fault)
}

const askBudget = (probe: Probe, budget: number) =>
  probe.ask({ note: `${budget} minutes`, request: budgetRequest(budget) })

async function judgeMinutes(probe: Probe): Promise<Verdict> {
  if (probe.agent !== 'instructor') return NO_INSTRUCTOR
  for (const budget of BUDGETS_MIN) {
    const reply = await askBudget(probe, budget)
    const plan = planOf(probe, reply)
    if (!hasTypedSteps(plan)) {
      return skip(
        'the steps are lines of text: the orchestrator gives the minutes',
      )
    }
    const sum = listObjects(plan, 'steps').reduce(
      (total, step) => total + Number(step['minutes']),
      0,
    )
    if (sum !== budget) {
      return fail(
        reply,
        `steps of ${budget} minutes in all`,
        `steps of ${sum} minutes in all`,
      )
    }
  }
  return PASS
}

/** A unit that a step uses before its prerequisites were met, or null. */
function findUnmet(steps: readonly JsonObject[]): string | null {
  const { constraints, state } = instructorRequest(BASIC_REQUEST)
  const met = new Set([
    ...state.history.flatMap((day) => day.unit_ids),
    ...state.mastery.map((unit) => unit.unit_id),
  ])
  for (const step of steps) {
    const units = listStrings(step['unit_ids'])
    units.forEach((unit) => met.add(unit))
    const unmet = constraints.prereq_edges.find((edge) => units.includes(edge.to) && !met.has(edge.from))
    if (unmet) return `a step uses "${unmet.to}" before "${unmet.from}"`
  }
  return null
}

/** What a plan has to keep; the orchestrator repairs or rejects plans that do not. */
export const INSTRUCTOR_CHECKS: readonly Check[] = [
  {
    id: 'J1',
    level: 'MUST',
    title: 'the plan has a title and 3 to 12 steps within the bounds',
    needs: ['A3'],
    run: async (probe) => {
      if (probe.agent !== 'instructor') return NO_INSTRUCTOR
      const reply = await probe.basic()
      const issue = planShape.safeParse(planOf(probe, reply)).error?.issues[0]
      return issue === undefined ? PASS : fail(
        reply,
        'plan_json {title, steps[3..12]}',
        `plan_json.${issue.path.map(String).join('.')}: ${issue.message}`,
      )
    },
  },
  {
    id: 'J2',
    level: 'MUST',
    title: 'the minutes are exact at 20, 45, 60 and 180',
    needs: ['A3', 'J1'],
    run: judgeMinutes,
  },
  {
    id: 'J3',
    level: 'MUST',
    title: 'reviews that are required are in the plan',
    needs: ['A3', 'J1'],
    run: (probe) =>
      judgePlan(
        probe,
        'a step of kind retrieve for each of constraints.reviews_required',
        (_plan, steps) => {
          const recalled = steps.filter((step) => step['kind'] === 'retrieve')
            .flatMap((step) => listStrings(step['unit_ids']))
          const missing = BASIC_REQUEST.state.reviews_due.find((id) => !recalled.includes(id))
          return missing === undefined ? null : `"${missing}" is not recalled`
        },
      ),
  },
  {
    id: 'J4',
    level: 'MUST',
    title: 'no unit comes before its prerequisites',
    needs: ['A3', 'J1'],
    run: (probe) =>
      judgePlan(
        probe,
        'units in the order of constraints.prereq_edges',
        (_plan, steps) => findUnmet(steps),
      ),
  },
  {
    id: 'J5',
    level: 'MUST',
    title: 'URLs of the plan come from the request only',
    needs: ['A3', 'J1'],
    run: (probe) =>
      judgePlan(
        probe,
        'no URL but those of the request',
        (plan) => findForeignUrl(plan, [SOURCE_URL]),
      ),
  },
  {
    id: 'J6',
    level: 'SHOULD',
    title: 'the plan scores no less than the baseline',
    needs: ['A3', 'J1'],
    run: async (probe, { scorePlan }) => {
      if (probe.agent !== 'instructor') return NO_INSTRUCTOR
      if (scorePlan === null) return skip('no scorer was given')
      const reply = await probe.basic()
      const request = instructorRequest(BASIC_REQUEST)
      const budget = request.constraints.minutes_exact
      const lead = scorePlan(planOf(probe, reply), budget) -
        scorePlan(request.baseline_plan, budget)
      const note = `score minus baseline: ${lead >= 0 ? '+' : ''}${lead.toFixed(1)}`
      return lead >= 0 ? { kind: 'pass', note } : fail(reply, 'score minus baseline >= 0', note)
    },
  },
]
