import { describe, expect, it } from 'vitest'
import {
  addVisits,
  introducedLast,
  visitsOf,
} from '../../../supabase/functions/_shared/domain/planner/pastUnits.ts'
import { readMeta } from '../../../supabase/functions/_shared/domain/planner/readMeta.ts'
import { isReviewLoaded } from '../../../supabase/functions/_shared/domain/planner/reviewLoad.ts'
import { arrivalOf, type PastDay } from '../../../supabase/functions/_shared/domain/planner/situation.ts'
import { hasStruggleWord } from '../../../supabase/functions/_shared/domain/planner/struggle.ts'
import { visitedUnitIds } from '../../../supabase/functions/_shared/domain/planner/visitedUnits.ts'
import type { Plan } from '../../../supabase/functions/_shared/contract/plan.ts'
import { makeDone, makeIntent } from './learnerFixture.ts'

const past = (local_date: string, unit_ids: string[], more: Partial<PastDay> = {}): PastDay => ({
  ...{ week: 1, day: 1, local_date, planned_min: 60, minutes: 60, confidence: 7, recall: null },
  ...{ unit_ids, struggle: false },
  ...more,
})

describe('visits', () => {
  it('count days, not mentions, and keep the first and the last date', () => {
    const visits = visitsOf([
      past('2025-01-20', ['b', 'a', 'b']),
      past('2025-01-22', ['a']),
      past('2025-01-21', ['a', 'c']),
    ])

    expect([...visits]).toEqual([
      ['b', { visits: 1, introduced_on: '2025-01-20', last_local_date: '2025-01-20' }],
      ['a', { visits: 3, introduced_on: '2025-01-20', last_local_date: '2025-01-22' }],
      ['c', { visits: 1, introduced_on: '2025-01-21', last_local_date: '2025-01-21' }],
    ])
  })

  it('move the first date back when an earlier day is told later, and leave what was given alone', () => {
    const before = visitsOf([past('2025-01-22', ['a'])])
    const after = addVisits(before, past('2025-01-20', ['a']))

    expect(after.get('a')).toEqual({
      visits: 2,
      introduced_on: '2025-01-20',
      last_local_date: '2025-01-22',
    })
    expect(before.get('a')?.visits).toBe(1)
  })
})

describe('whether the last session opened a unit', () => {
  const isOpened = (days: PastDay[], visits = visitsOf(days)) =>
    introducedLast({ past: days, visits, meta: readMeta({}), intent: makeIntent() })

  it('is yes when there was none yet', () => {
    expect(isOpened([])).toBe(true)
  })

  it('depends on a unit that no earlier day had', () => {
    expect(isOpened([past('2025-01-20', ['a'])])).toBe(true)
    expect(isOpened([past('2025-01-20', ['a']), past('2025-01-21', ['a'])])).toBe(false)
    expect(isOpened([past('2025-01-20', ['a']), past('2025-01-21', ['a', 'b'])])).toBe(true)
    expect(isOpened([past('2025-01-20', ['a']), past('2025-01-21', [])])).toBe(false)
  })

  it('asks the last day that was no milestone', () => {
    const milestone = past('2025-01-24', ['a'], { day: 5 })

    expect(isOpened([past('2025-01-20', ['a']), milestone])).toBe(true)
    expect(isOpened([past('2025-01-20', ['a']), past('2025-01-21', ['a']), milestone])).toBe(false)
    expect(isOpened([milestone])).toBe(true)
  })

  it('knows a unit opened before the days that are told by its own date', () => {
    const day = past('2025-03-20', ['a'])
    const opened = (introduced_on: string) =>
      isOpened([day], new Map([['a', { visits: 2, introduced_on, last_local_date: '2025-03-20' }]]))

    expect([opened('2025-01-02'), opened('2025-03-20')]).toEqual([false, true])
    expect(isOpened([day], new Map())).toBe(true)
  })
})

describe('meta', () => {
  const all = {
    outline: ['The hive'],
    source: { title: 'Bees' },
    known: ['Wax'],
    weeks: 3,
    days_per_week: 2,
    study_weekdays: [1, 4],
    day_starts_at_hour: 5,
    goal_kind: 'exam',
  }
  const nothing = {
    outline: [],
    source: null,
    known: [],
    weeks: null,
    days_per_week: 5,
    study_weekdays: null,
    day_starts_at_hour: 0,
    goal_kind: null,
  }

  it('is read as given, with defaults for what is missing', () => {
    expect(readMeta(all)).toEqual(all)
    expect(readMeta({})).toEqual(nothing)
    expect(readMeta({ outline: undefined, weeks: undefined })).toEqual(nothing)
  })

  it('loses only the key that is wrong', () => {
    for (const key of Object.keys(all)) {
      expect(readMeta({ ...all, [key]: -7 })).toEqual({
        ...all,
        [key]: nothing[key as keyof typeof nothing],
      })
    }
  })

  it('takes nothing from a prototype', () => {
    expect(readMeta(Object.create({ weeks: 3, known: ['Wax'] }))).toEqual(nothing)
  })
})

describe('reviews', () => {
  const day = (included: number | null, planned_min = 60) =>
    makeDone({ planned_min, reviews: included === null ? null : { due: 20, included } })

  it('are a load when they filled their share three sessions running', () => {
    expect(isReviewLoaded([day(9), day(9), day(9)])).toBe(true)
    expect(isReviewLoaded([day(1), day(9), day(10), day(9)])).toBe(true)
    expect(isReviewLoaded([day(9), day(9), day(9), day(8)])).toBe(false)
    expect(isReviewLoaded([day(9), day(8), day(9)])).toBe(false)
    expect(isReviewLoaded([day(9), day(null), day(9)])).toBe(false)
    expect(isReviewLoaded([day(9), day(9)])).toBe(false)
    expect(isReviewLoaded([])).toBe(false)
  })

  it('have a share that goes by the minutes of their own session', () => {
    expect(isReviewLoaded([day(3, 20), day(3, 20), day(3, 20)])).toBe(true)
    expect(isReviewLoaded([day(9), day(9), day(9, 120)])).toBe(false)
  })
})

describe('a note', () => {
  it.each([
    'I STRUGGLED with it',
    'stuck at joins',
    'confusing',
    'I got lost',
    'unclear to me',
    'overwhelming',
    "didn't get it",
    'didn’t get it',
    'I didnt get it',
  ])('%s speaks of trouble', (notes) => {
    expect(hasStruggleWord(notes)).toBe(true)
  })

  it.each(['went well', 'a blossom and its colostrum', 'it did get easier', '', null, undefined])(
    '%s does not',
    (notes) => {
      expect(hasStruggleWord(notes)).toBe(false)
    },
  )
})

describe('the units a plan works on', () => {
  const step = (kind: Plan['steps'][number]['kind'], ...unit_ids: string[]) => ({ kind, unit_ids })
  const idsOf = (...steps: ReturnType<typeof step>[]) => visitedUnitIds({ steps } as unknown as Plan)

  it('are those studied, seen in an example, practised or built with, each once, in order', () => {
    expect(idsOf(
      step('retrieve', 'old'),
      step('diagnose', 'asked'),
      step('study', 'a'),
      step('example', 'b', 'a'),
      step('practice', 'c'),
      step('build', 'd'),
      step('socratic', 'talked'),
      step('reflect', 'e'),
      step('break', 'f'),
    )).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are twelve at most', () => {
    const ids = Array.from({ length: 14 }, (_, index) => `u${index}`)

    expect(idsOf(step('build', ...ids))).toEqual(ids.slice(0, 12))
  })
})

describe('the arrival', () => {
  const arrive = (last: Partial<PastDay>, today = '2025-01-21', meta = {}) =>
    arrivalOf([past('2025-01-20', [], last)], today, readMeta(meta))

  it('of a beginner is plain', () => {
    expect(arrivalOf([], '2025-01-21', readMeta({}))).toEqual({
      ...{ gap_days: 0, reentry: false, shaky: false, overtime: false, unfinished: false, struggled: false },
    })
  })

  it('is a return after four days with a missed date among them', () => {
    expect([arrive({}, '2025-01-23'), arrive({}, '2025-01-24')].map(({ gap_days, reentry }) => [
      gap_days,
      reentry,
    ])).toEqual([[3, false], [4, true]])
    // From Monday to the Monday after; Mondays alone, then Mondays and Sundays.
    expect(arrive({}, '2025-01-27', { study_weekdays: [1] }).reentry).toBe(false)
    expect(arrive({}, '2025-01-27', { study_weekdays: [1, 7] }).reentry).toBe(true)
    expect(arrive({}, '2025-01-28', { study_weekdays: [1] }).reentry).toBe(true)
  })

  it('takes a last session that lies ahead, as after a flight west, for today', () => {
    expect(arrive({}, '2025-01-19').gap_days).toBe(0)
  })

  it('remembers a session more than half over its time or less than half of it', () => {
    const shape = (minutes: number) => {
      const { overtime, unfinished } = arrive({ minutes })
      return [overtime, unfinished]
    }

    expect([29, 30, 90, 91].map(shape)).toEqual([[false, true], [false, false], [false, false], [
      true,
      false,
    ]])
    expect(arrive({ struggle: true }).struggled).toBe(true)
  })
})
