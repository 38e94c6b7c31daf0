import { type Heard, readSignals } from '../../../supabase/functions/_shared/domain/planner/readSignals.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import type {
  Content,
  ContentUnit,
} from '../../../supabase/functions/_shared/domain/planner/resolveContent.ts'
import type { PastDay, Situation } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { unitDay } from '../../../supabase/functions/_shared/domain/planner/unitDay.ts'
import { makeIntent, NO_SIGNALS } from './learnerFixture.ts'

export const unit = (id: string): ContentUnit => ({
  ...{ id, name: `The ${id}`, prereqs: [], kind: 'concept', est_min: 60, source: 'learner' },
})
export const UNITS = ['a', 'b', 'c', 'd', 'e', 'f'].map(unit)
const NONE = readSignals(NO_SIGNALS)
export const QUIET = {
  gap_days: 0,
  reentry: false,
  shaky: false,
  overtime: false,
  unfinished: false,
  struggled: false,
}
export const visit = (visits: number, date = '2025-01-20') => ({
  ...{ visits, introduced_on: date, last_local_date: date },
})
export const past = (unit_ids: string[], local_date = '2025-01-20'): PastDay => ({
  ...{ week: 1, day: 1, local_date, planned_min: 60, minutes: 60, confidence: 7, recall: null },
  ...{ unit_ids, struggle: false },
})

export type Day = Partial<Situation> & {
  budget?: number
  units?: ContentUnit[]
  heard?: Partial<Heard>
  due?: string[]
}

export function draft({ budget = 60, units = UNITS, heard = {}, due = [], ...more }: Day = {}) {
  const situation: Situation = {
    intent: makeIntent({ time_per_day_min: budget }),
    meta: readMeta({}),
    position: { week: 1, day: 2 },
    local_date: '2025-01-21',
    level: 3,
    past: [],
    visits: new Map(),
    reviews_due: [],
    mastered: new Set(),
    review_load: false,
    adherence: { planned: 0, done: 0 },
    sessions_completed: 1,
    arrival: QUIET,
    ...more,
  }
  const content: Content = { grounding: 'learner_outline', units, source: null }
  const planned = due.map((id) => ({ unit_id: id, due_on: '2025-01-20', card: null, unit: unit(id) }))
  return unitDay(situation, content, planned, { ...NONE, ...heard })
}
export const lookAt = (day: Day = {}) =>
  draft(day).steps.map(({ rule, unit_ids }) => `${rule} ${unit_ids.join(',')}`.trim())
/** One session on the first unit lies behind. */
export const SECOND: Day = { past: [past(['a'])], visits: new Map([['a', visit(1)]]) }
