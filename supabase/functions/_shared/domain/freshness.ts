import type { CachedSignal } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import type { SignalState } from '../contract/signalQuality.ts'
import { FAILURE_MEMORY_MS, FALLBACK_WINDOWS, HOUR_MS } from './limits.ts'

/** How long each agent's signal counts as fresh, unless configuration or the agent's max-age says less. */
export const FRESH_FOR_HOURS: Readonly<Record<AgentName, number>> = {
  clo: 168,
  alex: 336,
  ta: 72,
  socratic: 168,
}

/** An entry that holds a signal, not only a failure. */
export type StoredSignal = CachedSignal & { data: Record<string, unknown>; last_updated: string }

export type CallDecision =
  | { kind: 'use'; entry: StoredSignal }
  | { kind: 'revalidate'; entry: StoredSignal }
  | { kind: 'fetch' }
  | { kind: 'skip'; failure: string }

/** The part of a cache row that freshness depends on: rows with `data` and status rows with `has_data` both fit. */
export type AgedSignal = {
  cache_key: string
  last_updated: string | null
  fresh_for_hours: number
  data?: Record<string, unknown> | null
  has_data?: boolean
}

/** A window of 0 hours (no-cache) is never inside, not even within the same millisecond. */
export function isInsideWindow(lastUpdated: string | null, freshForHours: number, now: number): boolean {
  return lastUpdated !== null && freshForHours > 0 && now - Date.parse(lastUpdated) <= freshForHours * HOUR_MS
}

function isStored(entry: CachedSignal): entry is StoredSignal {
  return entry.data !== null && entry.last_updated !== null
}

function findRememberedFailure(entry: CachedSignal, now: number): string | null {
  if (entry.failure === null || entry.failed_at === null) return null
  const failedAt = Date.parse(entry.failed_at)
  const isOverwritten = entry.last_updated !== null && Date.parse(entry.last_updated) > failedAt
  const age = now - failedAt
  return !isOverwritten && age >= 0 && age < FAILURE_MEMORY_MS ? entry.failure : null
}

/**
 * What to do for one agent before any call. `entries` are that agent's rows of the active intent, `now` the database
 * clock in ms. `force` turns "use" into "revalidate" and ignores a remembered failure. `seenVersion` is the agent
 * version this isolate saw last: an entry made by another one is revalidated.
 */
export function decideCall(
  entries: readonly CachedSignal[],
  cacheKey: string,
  now: number,
  force: boolean,
  seenVersion: string | null = null,
): CallDecision {
  const entry = entries.find((row) => row.cache_key === cacheKey)
  if (entry === undefined) return { kind: 'fetch' }

  const isOutdated = seenVersion !== null && entry.agent_version !== null &&
    entry.agent_version !== seenVersion
  const isUsable = isInsideWindow(entry.last_updated, entry.fresh_for_hours, now) && !isOutdated
  if (isStored(entry) && isUsable && !force) return { kind: 'use', entry }

  const failure = findRememberedFailure(entry, now)
  if (failure !== null && !force) return { kind: 'skip', failure }

  return isStored(entry) && entry.etag !== null ? { kind: 'revalidate', entry } : { kind: 'fetch' }
}

function hasSignal(entry: AgedSignal): boolean {
  return entry.last_updated !== null && (entry.has_data ?? entry.data != null)
}

function pickFallback<Row extends AgedSignal>(
  entries: readonly Row[],
  cacheKey: string | null,
  now: number,
): Row | null {
  const stored = entries.filter(hasSignal)
  const sameKey = stored.find((row) => row.cache_key === cacheKey)
  if (sameKey !== undefined) return sameKey

  const age = (row: Row) => now - Date.parse(row.last_updated ?? '')
  const recent = stored.filter((row) => age(row) <= FALLBACK_WINDOWS * row.fresh_for_hours * HOUR_MS)
  return recent.sort((a, b) => age(a) - age(b))[0] ?? null
}

/** What may stand in for a failed call: the same key whatever its age, else the newest at most two windows old. */
export function fallbackEntry(
  entries: readonly CachedSignal[],
  cacheKey: string,
  now: number,
): StoredSignal | null {
  return pickFallback(entries.filter(isStored), cacheKey, now)
}

/** What status says of one agent's rows: the signal day.run would serve if no agent answered. */
export function signalFreshness(
  entries: readonly AgedSignal[],
  cacheKey: string | null,
  now: number,
): SignalState {
  const entry = pickFallback(entries, cacheKey, now)
  if (entry === null) return { available: false, fresh: false, last_updated: null }
  const fresh = entry.cache_key === cacheKey && isInsideWindow(entry.last_updated, entry.fresh_for_hours, now)
  return { available: true, fresh, last_updated: entry.last_updated }
}
