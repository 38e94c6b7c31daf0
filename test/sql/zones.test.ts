// One name, one meaning. Accident it prevents: a zone that the runtime reads with summer time and Postgres, which looks
// for abbreviations first, without; then the streak's dates and the next run disagree by an hour.
import { expect, test } from 'vitest'
import { isTimeZoneName } from '../../supabase/functions/_shared/contract/primitives.ts'
import { withClient } from '../support/sql.ts'

test('every zone a learner may name has the same offsets in the runtime and in the database', () =>
  withClient(async (db) => {
    // Past years: the two may carry different releases of the zone data, which differ on the future.
    const { rows } = await db.query<{ name: string; at: Date; offset_min: number }>(
      `select name, at, (extract(epoch from (at at time zone name) - (at at time zone 'UTC')) / 60)::integer as offset_min
       from pg_timezone_names, unnest(array[timestamptz '2023-01-15 12:00Z', '2023-07-15 12:00Z']) as at
       where name !~ '^(posix|right)/'`,
    )
    const offsetOf = (timeZone: string, at: Date) => {
      const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
        .format(at)
      return (Date.parse(`${wall.replace(' ', 'T')}Z`) - at.getTime()) / 60_000
    }
    const common = rows.filter(({ name }) => isTimeZoneName(name))

    expect(common.length).toBeGreaterThan(800)
    expect(common.filter(({ name, at, offset_min }) => offsetOf(name, at) !== offset_min)).toEqual([])
  }))

test.each(['CET', 'EET', 'MET', 'WET', 'cet'])('%s is refused: it has two meanings', (name) => {
  expect(isTimeZoneName(name)).toBe(false)
})
