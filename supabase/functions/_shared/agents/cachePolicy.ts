import { HOUR_MS } from '../domain/limits.ts'

/** What an agent's Cache-Control says of its answer. */
export type CachePolicy = { no_store: boolean; no_cache: boolean; max_age_s: number | null }

/** Reads Cache-Control; an unreadable max-age counts as not given, a negative one as 0. */
export function parseCacheControl(value: string | null): CachePolicy {
  const directives = (value ?? '').toLowerCase().split(',').map((item) => item.trim())
  const maxAge = directives.map((item) => /^max-age\s*=\s*"?(-?\d+)"?$/.exec(item)?.[1]).find(Boolean)
  return {
    no_store: directives.includes('no-store'),
    no_cache: directives.includes('no-cache'),
    max_age_s: maxAge === undefined ? null : Math.max(0, Number(maxAge)),
  }
}

/** The window in hours: the smaller of the agent's table entry and its own max-age; 0 for no-cache. */
export function chooseWindowHours(policy: CachePolicy, tableHours: number): number {
  if (policy.no_cache) return 0
  if (policy.max_age_s === null) return tableHours
  return Math.min(tableHours, policy.max_age_s * 1000 / HOUR_MS)
}
