import { addDays } from './calendar.ts'

const HOUR_MS = 3_600_000
const MAX_FORMATS = 500
const MAX_INSTANTS = 2_000

// Building an Intl.DateTimeFormat costs about 30 µs, using one about 1 µs, so they are kept by zone.
let formats: Map<string, Intl.DateTimeFormat> | undefined

function formatOf(timeZone: string): Intl.DateTimeFormat {
  formats ??= new Map()
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size >= MAX_FORMATS) formats.clear()
  formats.set(timeZone, made)
  return made
}

// One request asks several times for the same now.
let last: { instantMs: number; timeZone: string; wall: number } | undefined

/** The wall clock of the zone at that instant, written as if it were UTC milliseconds. */
function wallClock(instantMs: number, timeZone: string): number {
  if (last?.instantMs !== instantMs || last.timeZone !== timeZone) {
    last = { instantMs, timeZone, wall: readWallClock(instantMs, timeZone) }
  }
  return last.wall
}

function readWallClock(instantMs: number, timeZone: string): number {
  // `3/9/2025, 07:00:00`: reading it costs a third of formatToParts, which was a tenth of a status request.
  const numbers = formatOf(timeZone).format(instantMs).match(/\d+/g) ?? []
  const [month = 1, day = 1, year = 0, hour = 0, minute = 0, second = 0] = numbers.map(Number)
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** The learner's calendar date at that instant; before `dayStartsAtHour` it is still yesterday. */
export function localDate(instantMs: number, timeZone: string, dayStartsAtHour = 0): string {
  const wall = new Date(wallClock(instantMs, timeZone))
  const date = wall.toISOString().slice(0, 10)
  return wall.getUTCHours() < dayStartsAtHour ? addDays(date, -1) : date
}

let instants: Map<string, number> | undefined

/**
 * Milliseconds since the epoch of a full local hour: a skipped one moves forward, a doubled one is the first. Kept, since
 * all learners of a zone ask for the same few, and finding one takes four readings of its clock.
 */
export function instantOfLocal(date: string, hour: number, timeZone: string): number {
  instants ??= new Map()
  const name = `${date} ${hour} ${timeZone}`
  const known = instants.get(name)
  if (known !== undefined) return known
  const found = findInstant(date, hour, timeZone)
  if (instants.size >= MAX_INSTANTS) instants.clear()
  instants.set(name, found)
  return found
}

function findInstant(date: string, hour: number, timeZone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + hour * HOUR_MS
  const offsetAt = (instantMs: number) => wallClock(instantMs, timeZone) - instantMs
  // The offsets a day before and after bracket any change of the clock in between.
  const before = wanted - offsetAt(wanted - 24 * HOUR_MS)
  const after = wanted - offsetAt(wanted + 24 * HOUR_MS)
  const real = [before, after].filter((instantMs) => wallClock(instantMs, timeZone) === wanted)
  return real.length > 0 ? Math.min(...real) : before
}
