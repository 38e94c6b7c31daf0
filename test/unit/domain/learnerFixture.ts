import type { AgentRequest, Signals } from '../../../supabase/functions/_shared/contract/agentMessages.ts'
import type {
  ActiveIntent,
  CompletedDay,
  UnitState,
} from '../../../supabase/functions/_shared/contract/facts.ts'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import {
  composePlan,
  type PlanInput,
} from '../../../supabase/functions/_shared/domain/planner/composePlan.ts'
import { foldCompletions } from '../../../supabase/functions/_shared/domain/planner/foldCompletions.ts'
import { visitedUnitIds } from '../../../supabase/functions/_shared/domain/planner/visitedUnits.ts'
import { addDays } from '../../../supabase/functions/_shared/domain/time/calendar.ts'
import { CATALOG } from '../../../supabase/functions/agents/catalog.ts'

export const NO_SIGNALS: Signals = { clo: null, alex: null, ta: null, socratic: null }
export const SESSION_ID = '22222222-2222-4222-8222-222222222222'

export function makeIntent(changes: Partial<ActiveIntent> = {}): ActiveIntent {
  return {
    intent_id: '11111111-1111-4111-8111-111111111111',
    revision: 1,
    topic: 'Machine Learning',
    depth: 'informed',
    end_goal: 'Build production ML models',
    time_per_day_min: 60,
    user_tz: 'America/New_York',
    track_label: null,
    meta: {},
    created_at: '2025-01-19T10:00:00.000Z',
    ...changes,
  }
}

export function makeInput(changes: Partial<PlanInput> = {}): PlanInput {
  return {
    intent: makeIntent(),
    position: { week: 1, day: 1 },
    local_date: '2025-01-20',
    units: [],
    history: [],
    sessions_completed: 0,
    signals: NO_SIGNALS,
    previous: null,
    ...changes,
  }
}

export function makeDone(changes: Partial<CompletedDay> = {}): CompletedDay {
  return {
    week: 1,
    day: 1,
    local_date: '2025-01-20',
    planned_min: 60,
    minutes: 60,
    confidence: 7,
    recall: null,
    unit_ids: ['ml-table-audit'],
    notes: null,
    session_id: SESSION_ID,
    difficulty: 2,
    ...changes,
  }
}

/** What our own agents are asked about that day. */
export function askOf(input: PlanInput): AgentRequest {
  return {
    contract: 'wisely.signals/1',
    request_id: 'r1',
    deadline_ms: 9000,
    learner: { ref: 'learner', tz: input.intent.user_tz },
    intent: input.intent,
    position: { ...input.position, local_date: input.local_date },
    state: {
      difficulty: 2,
      reviews_due: [],
      mastery: [],
      history: input.history.map(({ notes, ...day }) => ({
        ...day,
        struggle: /stuck/.test(notes ?? ''),
      })),
      adherence: { planned: 0, done: 0, gap_days: 0 },
    },
  }
}

/** The signals of our own agents for that day. */
export function signalsOf(input: PlanInput): Signals {
  const ask = askOf(input)
  return {
    clo: CATALOG.clo.compose(ask),
    alex: CATALOG.alex.compose(ask),
    ta: CATALOG.ta.compose(ask),
    socratic: CATALOG.socratic.compose(ask),
  }
}

export type Report = {
  confidence: number | null
  minutesShare: number
  gapDays: number
  notes?: string
  /** Share of the recall that was right, counted only on days that recalled something. */
  recallShare?: number | null
  /** What the learner says of the first unit recalled. */
  result?: 'again' | 'hard' | 'good' | 'easy' | null
  skipsFirstStep?: boolean
}
export type Lived = { input: PlanInput; plan: Plan; done: CompletedDay }

/** What the database tells of a plan that was reported that way. */
export function reportOf(plan: Plan, report: Report): Partial<CompletedDay> {
  const recalled = plan.steps.filter((step) => step.kind === 'retrieve').flatMap((step) => step.unit_ids)
  const total = 10
  const [first] = recalled
  return {
    confidence: report.confidence,
    notes: report.notes ?? null,
    planned_min: plan.minutes_total,
    minutes: Math.max(1, Math.round(report.minutesShare * plan.minutes_total)),
    unit_ids: visitedUnitIds(plan),
    difficulty: plan.difficulty,
    recall: report.recallShare == null || recalled.length === 0
      ? null
      : { right: Math.round(report.recallShare * total), total },
    results: report.result == null || first === undefined
      ? null
      : [{ unit_id: first, outcome: report.result }],
    skipped_step_ids: report.skipsFirstStep ? plan.steps.slice(0, 1).map((step) => step.id) : null,
    steps: plan.steps.filter((step) => step.unit_ids.length > 0)
      .map(({ id, kind, unit_ids }) => ({ id, kind, unit_ids })),
    reviews: { due: plan.reviews_due.length, included: plan.reviews_included.length },
  }
}

/** Plays one session after the other: plan, report, fold. */
export function liveThrough(intent: ActiveIntent, reports: readonly Report[], withSignals = false): Lived[] {
  const lived: Lived[] = []
  let units: UnitState[] = []
  let history: CompletedDay[] = []
  let date = '2025-01-20'
  const perWeek = typeof intent.meta.days_per_week === 'number' ? intent.meta.days_per_week : 5
  reports.forEach((report, index) => {
    const bare = makeInput({
      intent,
      position: {
        week: 1 + Math.floor(index / perWeek),
        day: 1 + (index % perWeek),
      },
      local_date: date,
      units,
      history: history.slice(-30),
      sessions_completed: index,
    })
    const input = withSignals ? { ...bare, signals: signalsOf(bare) } : bare
    const plan = composePlan(input)
    const done = makeDone({
      ...input.position,
      local_date: date,
      ...reportOf(plan, report),
    })
    lived.push({ input, plan, done })
    history = [...history, done]
    units = foldCompletions(units, [done])
    date = addDays(date, report.gapDays)
  })
  return lived
}
