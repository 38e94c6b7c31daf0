import { describe, expect, it } from 'vitest'
import type { CompletedDay, DayFact, UnitState } from '../../../supabase/functions/_shared/contract/facts.ts'
import {
  AGENT_REQUEST_MAX_BYTES,
  BACKOFF_MS,
  BREAKER,
  COOL_DOWN_MAX_MS,
  DAY_RUN_LIMITS,
  MIN_TRY_MS,
  REPLY_HARD_STOP_BYTES,
  REPLY_MAX_BYTES,
  RETRY_BUDGET,
} from '../../../supabase/functions/_shared/domain/limits.ts'
import { beginDate, goalDate } from '../../../supabase/functions/_shared/domain/planner/goalDate.ts'
import { learnerState } from '../../../supabase/functions/_shared/domain/planner/learnerState.ts'
import { listMastery } from '../../../supabase/functions/_shared/domain/planner/masteredUnits.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { makeDone, makeIntent, SESSION_ID } from './learnerFixture.ts'

const stateOf = (history: CompletedDay[], more: Partial<DayFact> = {}, units: UnitState[] = []) =>
  learnerState({
    now: '2025-01-23T12:00:00.000Z',
    local_date: '2025-01-23',
    intent: makeIntent({ created_at: '2025-01-19T10:00:00.000Z' }),
    position: { week: 1, day: 2 },
    sessions_completed: history.length,
    last_completed_session_id: SESSION_ID,
    session: null,
    signals: [],
    history,
    units,
    unfolded: [],
    recent_plans: [],
    stamp: '1 2026-01-05 none 0 0',
    fence: 1,
    ...more,
  })
const card = (due: string) => ({
  ...{ due, last_review: '2025-01-20', stability: 5, difficulty: 5, reps: 2, lapses: 0, state: 2 },
})
const dueUnit = (unit_id: string): UnitState => ({
  ...{ unit_id, visits: 1, introduced_on: '2025-01-20', last_local_date: '2025-01-20' },
  memory: { card: card('2025-01-21'), mastery: { p: 0.5, n: 1 } },
})

describe('what agents learn of the learner', () => {
  it('is a plain beginning when nothing was done yet', () => {
    expect(stateOf([])).toEqual({
      difficulty: 2,
      reviews_due: [],
      mastery: [],
      history: [],
      adherence: { planned: 4, done: 0, gap_days: 0 },
    })
  })

  it('is the days since the last session, none when it lies ahead', () => {
    const gapAfter = (...dates: string[]) =>
      stateOf(dates.map((local_date) => makeDone({ local_date }))).adherence

    expect(gapAfter('2025-01-19', '2025-01-20')).toEqual({ planned: 4, done: 2, gap_days: 3 })
    expect(gapAfter('2025-01-20', '2025-01-24').gap_days).toBe(0)
  })

  it('says trouble, never the words of a note', () => {
    const [day] = stateOf([makeDone({ notes: 'I am stuck, call +49 170' })]).history

    expect(day).toMatchObject({ struggle: true, unit_ids: ['ml-table-audit'] })
    expect(JSON.stringify(day)).not.toContain('170')
  })

  it('names fifty due reviews and the mastery of sixty units at most', () => {
    const units = Array.from({ length: 70 }, (_, index) => dueUnit(`u${index + 100}`))
    const state = stateOf([makeDone()], {}, units)

    expect([state.reviews_due.length, state.mastery.length]).toEqual([50, 60])
    expect(state.reviews_due[0]).toBe('u100')
  })

  it('tells no mastery of a unit nothing was observed of', () => {
    const told = listMastery([
      { unit_id: 'seen', card: null, mastery: { p: 0.4, n: 2 } },
      { unit_id: 'unseen', card: null, mastery: { p: 0.2, n: 0 } },
    ])

    expect(told.map(({ unit_id, n }) => [unit_id, n])).toEqual([['seen', 2]])
  })
})

describe('the dates of an intent', () => {
  it("are the learner's own: a night belongs to the day before until the day starts", () => {
    const began = (created_at: string, hour = 0) =>
      beginDate({ created_at, user_tz: 'Europe/Berlin' }, readMeta({ day_starts_at_hour: hour }))

    expect(began('2025-01-19T23:30:00.000Z')).toBe('2025-01-20')
    expect(began('2025-01-19T23:30:00.000Z', 4)).toBe('2025-01-19')
  })

  it('lead to a goal after the weeks of the course', () => {
    const goal = (weeks: number) => goalDate('2025-01-20', makeIntent(), readMeta({ weeks }))

    expect([goal(1), goal(3)]).toEqual(['2025-01-27', '2025-02-10'])
  })
})

describe('limits', () => {
  it('of a run fit into its deadline, and its lease outlives it', () => {
    for (const { deadline_ms, signals_ms, instructor_ms, lease_ms } of Object.values(DAY_RUN_LIMITS)) {
      expect(signals_ms + instructor_ms).toBeLessThan(deadline_ms)
      expect(lease_ms).toBeGreaterThan(deadline_ms)
    }
    expect(DAY_RUN_LIMITS.plain.instructor_ms).toBe(0)
    expect(DAY_RUN_LIMITS.research.instructor_ms).toBeGreaterThan(MIN_TRY_MS)
  })

  it('of waiting grow and end', () => {
    expect(BACKOFF_MS.toSorted((a, b) => a - b)).toEqual(BACKOFF_MS)
    expect(BREAKER.open_ms).toBeLessThan(BREAKER.open_max_ms)
    expect(BREAKER.open_max_ms).toBeLessThanOrEqual(COOL_DOWN_MAX_MS)
    expect(RETRY_BUDGET.timeout_cost).toBeGreaterThan(RETRY_BUDGET.retry_cost)
  })

  it('of a reply stop reading only after what the contract allows, in bytes', () => {
    expect([AGENT_REQUEST_MAX_BYTES, REPLY_MAX_BYTES, REPLY_HARD_STOP_BYTES]).toEqual([
      65_536,
      262_144,
      1_048_576,
    ])
  })
})
