import type { AgentRequest, InstructorRequest } from '../supabase/functions/_shared/contract/agentMessages.ts'
import type { Plan, PlanStep } from '../supabase/functions/_shared/contract/plan.ts'
import { BASIC_REQUEST, withIntent } from './requests.ts'

/** Units the plan has to recall. */
export const REVIEWS_REQUIRED = ['sd-flour']

function listEdges(request: AgentRequest): { from: string; to: string }[] {
  // The kit's own outline: items with id and prereqs.
  const outline = (request.intent.meta['outline'] ?? []) as {
    id: string
    prereqs?: string[]
  }[]
  return outline.flatMap(({ id, prereqs }) => (prereqs ?? []).map((from) => ({ from, to: id })))
}

function step(
  number: number,
  minutes: number,
  rest: Pick<PlanStep, 'kind' | 'action' | 'unit_ids'>,
): PlanStep {
  return {
    ...rest,
    id: `w2d2s${number}`,
    minutes,
    done_when: 'Your lines stand beside the source and the first difference is marked.',
    objective_ids: ['o-starter'],
    why: 'baseline',
    difficulty: 2,
  }
}

/** A plain plan of the basic learner's day, exact to the minute: the one an instructor has to beat. */
export function baselinePlan(minutes_total: number): Plan {
  const steps = [
    step(1, 4, {
      kind: 'retrieve',
      action: 'Recall "Choosing flour" on paper without notes.',
      unit_ids: ['sd-flour'],
    }),
    step(2, Math.floor((minutes_total - 4) / 2), {
      kind: 'study',
      action: 'Read "Feeding a starter" in "The bread handbook" and close it.',
      unit_ids: ['sd-starter'],
    }),
    step(3, Math.ceil((minutes_total - 4) / 2), {
      kind: 'practice',
      action: 'Feed a starter by the ratio you chose and write down why.',
      unit_ids: ['sd-starter'],
    }),
  ]
  const milestone = {
    id: 'm1',
    text: 'A loaf runs end to end.',
    stage: 1,
    evidence: 'the loaf',
  }
  return {
    version: '1',
    title: 'Feeding a starter',
    description: 'One unit and one recall.',
    week: 2,
    day: 2,
    minutes_total,
    difficulty: 2,
    grounding: 'learner_outline',
    source: 'builtin',
    candidates: [{ source: 'builtin', score: null }],
    goal_link: 'Towards a loaf that six guests finish.',
    milestone,
    objectives: [
      {
        id: 'o-starter',
        text: 'Use "Feeding a starter" unaided',
        bloom: 'apply',
        unit_ids: ['sd-starter'],
        weight: 1,
      },
    ],
    steps,
    reviews_due: REVIEWS_REQUIRED,
    reviews_included: REVIEWS_REQUIRED,
    adaptation: [],
    risk_flags: [],
  }
}

const NOTHING = { available: false, fresh: false, last_updated: null }

/** The signal agents' request with what an instructor gets beside it; budgets follow the request. */
export function instructorRequest(request: AgentRequest): InstructorRequest {
  const minutes = request.intent.time_per_day_min
  return {
    ...request,
    signals: { clo: null, alex: null, ta: null, socratic: null },
    signal_quality: {
      clo: NOTHING,
      alex: NOTHING,
      ta: NOTHING,
      socratic: NOTHING,
    },
    baseline_plan: baselinePlan(minutes),
    constraints: {
      minutes_exact: minutes,
      reviews_required: request.state.reviews_due,
      prereq_edges: listEdges(request),
    },
  }
}

export const BUDGETS_MIN = [20, 45, 60, 180] as const

export function budgetRequest(minutes: number): AgentRequest {
  return withIntent(BASIC_REQUEST, { time_per_day_min: minutes })
}
