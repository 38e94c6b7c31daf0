import { COOL_DOWN_MAX_MS } from './limits.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

// The three date forms of RFC 9110. Date.parse is no substitute: it reads 'foo 1' as a date and asctime as local time.
const IMF_FIXDATE =
  /^[a-z]{3}, (?<day>\d\d) (?<month>[a-z]{3}) (?<year>\d{4}) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) gmt$/i
const RFC_850 =
  /^[a-z]{6,9}, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) gmt$/i
const ASCTIME =
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d) (?<year>\d{4})$/i

/** Milliseconds since the epoch, or null for anything that is no HTTP date. */
export function parseHttpDate(value: string | null, now: number): number | null {
  const text = value?.trim() ?? ''
  const found = IMF_FIXDATE.exec(text) ?? RFC_850.exec(text) ?? ASCTIME.exec(text)
  const part = found?.groups
  if (part === undefined) return null
  const month = MONTHS.indexOf(part['month']?.toLowerCase() ?? '')
  if (month < 0) return null

  let year = Number(part['year'])
  if (part['year']?.length === 2) {
    const thisYear = new Date(now).getUTCFullYear()
    year += Math.floor(thisYear / 100) * 100
    // A two-digit year more than 50 years ahead means the last century.
    if (year > thisYear + 50) year -= 100
  }
  const at = Date.UTC(
    year,
    month,
    Number(part['day']),
    Number(part['h']),
    Number(part['m']),
    Number(part['s']),
  )
  return Number.isNaN(at) ? null : at
}

/** Any wish for a delay, clamped to 0..300 s; null for what is no number. */
export function clampDelay(ms: unknown): number | null {
  if (typeof ms !== 'number' || Number.isNaN(ms)) return null
  return Math.min(Math.max(Math.ceil(ms), 0), COOL_DOWN_MAX_MS)
}

/**
 * Milliseconds a Retry-After asks for, clamped to 0..300 s, or null when it asks for nothing readable. `now` is the
 * sender's clock. Repeated headers arrive as a list of numbers: the longest counts.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  const date = parseHttpDate(value, now)
  if (date !== null) return clampDelay(date - now)

  const seconds = value.split(',').map((item) => item.trim())
  if (!seconds.every((item) => /^\d+(\.\d+)?$/.test(item))) return null
  return clampDelay(Math.max(...seconds.map(Number)) * 1000)
}
