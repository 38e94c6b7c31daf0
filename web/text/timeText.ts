/** Minutes as a person says them: `45 min`, `2 h`, `2 h 5 min`. */
export function minutesText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** An instant of the wire in the learner's zone, such as `Sat, Nov 21, 7:00 AM`. */
export function instantText(instant: string, timeZone: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
  }).format(new Date(instant))
}

/** The local date alone, such as `Nov 21`. */
export function dateText(instant: string, timeZone: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone }).format(
    new Date(instant),
  )
}

/** Every zone this browser knows, the learner's own included even when it has an older name. */
export function listTimeZones(...own: string[]): string[] {
  return [...new Set([...own, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort()
}
