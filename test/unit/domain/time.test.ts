import { describe, expect, it } from 'vitest'
import { displayedStreak } from '../../../supabase/functions/_shared/domain/streak.ts'
import { estimatedRun } from '../../../supabase/functions/_shared/domain/time/nextRun.ts'
import { instantOfLocal, localDate } from '../../../supabase/functions/_shared/domain/time/zone.ts'

const iso = (instantMs: number) => new Date(instantMs).toISOString()

describe('instantOfLocal', () => {
  it('knows summer time, half-hour zones and both sides of the date line', () => {
    expect(iso(instantOfLocal('2025-01-20', 7, 'America/New_York'))).toBe('2025-01-20T12:00:00.000Z')
    expect(iso(instantOfLocal('2025-07-20', 7, 'America/New_York'))).toBe('2025-07-20T11:00:00.000Z')
    expect(iso(instantOfLocal('2025-01-20', 7, 'Asia/Kolkata'))).toBe('2025-01-20T01:30:00.000Z')
    expect(iso(instantOfLocal('2025-01-20', 7, 'Pacific/Kiritimati'))).toBe('2025-01-19T17:00:00.000Z')
  })

  it('moves a skipped hour forward and takes the first of a doubled one', () => {
    expect(iso(instantOfLocal('2025-03-09', 2, 'America/New_York'))).toBe('2025-03-09T07:00:00.000Z')
    expect(iso(instantOfLocal('2025-11-02', 1, 'America/New_York'))).toBe('2025-11-02T05:00:00.000Z')
  })

  it('moves a whole skipped date forward', () => {
    expect(iso(instantOfLocal('2011-12-30', 7, 'Pacific/Apia'))).toBe('2011-12-30T17:00:00.000Z')
  })
})

describe('localDate', () => {
  it("counts the small hours to the day before when the learner's day starts later", () => {
    const nightMs = Date.parse('2025-01-20T07:30:00Z')

    expect(localDate(nightMs, 'America/New_York')).toBe('2025-01-20')
    expect(localDate(nightMs, 'America/New_York', 4)).toBe('2025-01-19')
  })
})

describe('estimatedRun', () => {
  const ask = {
    nowMs: Date.parse('2025-01-19T15:31:00Z'),
    timeZone: 'America/New_York',
    studyWeekdays: null,
    dayStartsAtHour: 0,
    lastCompletedDate: '2025-01-19',
  }

  it("is the README's instant for the README's learner", () => {
    expect(estimatedRun(ask)).toBe('2025-01-20T12:00:00.000Z')
  })

  it('is today when seven has not struck and nothing is done, tomorrow at seven sharp', () => {
    const early = Date.parse('2025-01-19T11:59:59Z')

    expect(estimatedRun({ ...ask, nowMs: early, lastCompletedDate: null })).toBe('2025-01-19T12:00:00.000Z')
    expect(estimatedRun({ ...ask, nowMs: early + 1000, lastCompletedDate: null }))
      .toBe('2025-01-20T12:00:00.000Z')
  })

  it('skips dates that are not scheduled, across the change to summer time', () => {
    const nowMs = Date.parse('2025-03-07T20:00:00Z')

    expect(estimatedRun({ ...ask, nowMs, studyWeekdays: [1], lastCompletedDate: null }))
      .toBe('2025-03-10T11:00:00.000Z')
  })
})

describe('displayedStreak', () => {
  it('holds while today is open and ends when a scheduled date has passed', () => {
    const streak = { days: 3, last_date: '2025-01-17' }

    expect(displayedStreak(streak, '2025-01-18', null)).toBe(3)
    expect(displayedStreak(streak, '2025-01-19', null)).toBe(0)
    expect(displayedStreak(streak, '2025-01-20', [1, 2, 3, 4, 5])).toBe(3)
    expect(displayedStreak(streak, '2025-01-21', [1, 2, 3, 4, 5])).toBe(0)
    expect(displayedStreak({ days: 0, last_date: null }, '2025-01-21', null)).toBe(0)
  })
})
