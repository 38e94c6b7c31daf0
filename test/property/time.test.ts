import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayedStreak } from '../../supabase/functions/_shared/domain/streak.ts'
import {
  addDays,
  daysBetween,
  isScheduled,
  weekdayOf,
} from '../../supabase/functions/_shared/domain/time/calendar.ts'
import { estimatedRun } from '../../supabase/functions/_shared/domain/time/nextRun.ts'
import { instantOfLocal, localDate } from '../../supabase/functions/_shared/domain/time/zone.ts'

const zoneArb = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
const instantArb = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) })
const dateArb = instantArb.map((instantMs) => new Date(instantMs).toISOString().slice(0, 10))
const weekdaysArb = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }))

/** Any date and hour, or one at which a clock somewhere is changed. */
const hourArb = fc.oneof(
  fc.tuple(zoneArb, dateArb, fc.integer({ min: 0, max: 23 })),
  fc.constantFrom<[string, string, number]>(
    ['America/New_York', '2025-11-02', 1],
    ['America/New_York', '2025-03-09', 2],
    ['Europe/Berlin', '2025-10-26', 2],
    ['Europe/Berlin', '2025-03-30', 2],
    ['Australia/Lord_Howe', '2025-04-06', 2],
    ['America/Havana', '2025-11-02', 0],
    ['Africa/Casablanca', '2025-02-23', 2],
  ),
)

/** The wall clock, asked of Intl in another way than the code does. */
function wallOf(instantMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(
    instantMs,
  )
}

describe('zone', () => {
  it('finds the instant whose wall clock is 07:00, in every zone (law 14)', () => {
    fc.assert(
      fc.property(zoneArb, dateArb, (zone, date) => {
        expect(wallOf(instantOfLocal(date, 7, zone), zone)).toBe(`${date} 07:00:00`)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes the first of doubled hours and moves skipped ones forward (law 14)', () => {
    fc.assert(
      fc.property(hourArb, ([zone, date, hour]) => {
        const instantMs = instantOfLocal(date, hour, zone)
        const wanted = `${date} ${String(hour).padStart(2, '0')}:00:00`
        const wall = wallOf(instantMs, zone)

        expect(wall >= wanted).toBe(true)
        if (wall !== wanted) expect(wallOf(instantMs - 2 * 3_600_000, zone) < wanted).toBe(true)
        for (const earlierMs of [1_800_000, 3_600_000]) {
          expect(wallOf(instantMs - earlierMs, zone)).not.toBe(wanted)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('dates an instant as the wall clock does, and the small hours as the day before (law 14)', () => {
    fc.assert(
      fc.property(zoneArb, instantArb, fc.integer({ min: 0, max: 6 }), (zone, instantMs, startsAt) => {
        const [date = '', clock = ''] = wallOf(instantMs, zone).split(' ')

        expect(localDate(instantMs, zone)).toBe(date)
        expect(localDate(instantMs, zone, startsAt)).toBe(
          Number(clock.slice(0, 2)) < startsAt ? addDays(date, -1) : date,
        )
      }),
      { numRuns: 2000 },
    )
  })
})

describe('estimatedRun', () => {
  it('is a later 07:00 on a scheduled date without a completion, and none before it would do', () => {
    const lastArb = fc.option(fc.integer({ min: 0, max: 20 }))
    fc.assert(
      fc.property(zoneArb, instantArb, weekdaysArb, lastArb, (timeZone, nowMs, studyWeekdays, last) => {
        const today = localDate(nowMs, timeZone)
        const lastCompletedDate = last === null ? null : addDays(today, -last)
        const run = Date.parse(
          estimatedRun({ nowMs, timeZone, studyWeekdays, dayStartsAtHour: 0, lastCompletedDate }),
        )
        const date = localDate(run, timeZone)

        expect(run).toBeGreaterThan(nowMs)
        expect(wallOf(run, timeZone).slice(11)).toBe('07:00:00')
        expect(isScheduled(date, studyWeekdays)).toBe(true)
        expect(lastCompletedDate === null || date > lastCompletedDate).toBe(true)
        for (let each = today; each < date; each = addDays(each, 1)) {
          const fits = instantOfLocal(each, 7, timeZone) > nowMs && isScheduled(each, studyWeekdays) &&
            each !== lastCompletedDate
          expect(fits, each).toBe(false)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('displayedStreak', () => {
  it('is what a walk over all dates finds (law 14)', () => {
    fc.assert(
      fc.property(dateArb, fc.integer({ min: 0, max: 30 }), weekdaysArb, (last, ago, weekdays) => {
        const today = addDays(last, ago)
        const between = Array.from({ length: Math.max(0, ago - 1) }, (_, index) => addDays(last, index + 1))
        const isBroken = between.some((date) => isScheduled(date, weekdays))

        expect(displayedStreak({ days: 5, last_date: last }, today, weekdays)).toBe(isBroken ? 0 : 5)
        expect(daysBetween(last, today)).toBe(ago)
        expect(weekdayOf(addDays(last, 7))).toBe(weekdayOf(last))
      }),
      { numRuns: 500 },
    )
  })
})
