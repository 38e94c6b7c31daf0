import type { CachedSignal, SignalWrite } from '../contract/facts.ts'
import type { AgentName } from '../contract/primitives.ts'
import { fallbackEntry, isInsideWindow, type StoredSignal } from '../domain/freshness.ts'
import { FAILURE_REASONS, type FailureReason, type SignalResult } from '../domain/signalQuality.ts'
import { chooseWindowHours } from './cachePolicy.ts'
import type { AgentOutcome } from './callAgent.ts'
import { pickEtagAfterNotModified } from './etag.ts'

/** What is known of one agent's signal before its outcome is looked at. */
export type SignalCase = {
  agent: AgentName
  cache_key: string
  /** The agent's own rows. */
  entries: readonly CachedSignal[]
  fresh_for_hours: number
  /** Database clock at this moment. */
  now: number
}

type Outcome = AgentOutcome<Record<string, unknown>>
type Answered = Extract<Outcome, { kind: 'answered' }>
type NotModified = Extract<Outcome, { kind: 'not_modified' }>

function settleAnswer(signal: SignalCase, outcome: Answered): SignalResult {
  const { agent, cache_key, now } = signal
  const hours = chooseWindowHours(outcome.cache, signal.fresh_for_hours)
  const isDatedBack = outcome.generated_at !== null && outcome.generated_at < now
  const last_updated = new Date(isDatedBack ? outcome.generated_at ?? now : now).toISOString()
  const write: SignalWrite = {
    kind: 'fetched',
    agent,
    cache_key,
    data: outcome.data,
    etag: outcome.etag,
    agent_version: outcome.agent_version,
    last_updated,
    fresh_for_hours: hours,
  }
  return {
    kind: 'fetched',
    cache_key,
    data: outcome.data,
    last_updated,
    // no-cache asks to be revalidated next time; it does not make the answer old on arrival.
    fresh: isInsideWindow(last_updated, hours > 0 ? hours : signal.fresh_for_hours, now),
    reason: null,
    attempts: outcome.attempts,
    ms: outcome.ms,
    write: outcome.cache.no_store ? null : write,
  }
}

function settleNotModified(signal: SignalCase, outcome: NotModified, entry: StoredSignal): SignalResult {
  const { agent, cache_key, now } = signal
  const etag = pickEtagAfterNotModified(entry.etag, outcome.etag)
  const agentVersion = outcome.agent_version ?? entry.agent_version
  // A 304 that says nothing of caching leaves what was said before, no-cache included.
  const isSilent = !outcome.cache.no_cache && outcome.cache.max_age_s === null
  const stored = Math.min(entry.fresh_for_hours, signal.fresh_for_hours)
  const hours = isSilent ? stored : chooseWindowHours(outcome.cache, signal.fresh_for_hours)
  // Renewing a row changes neither its window nor its agent version: where one did change, the row is written anew.
  const isRenewal = agentVersion === entry.agent_version && hours === entry.fresh_for_hours
  const last_updated = new Date(now).toISOString()
  const write: SignalWrite = isRenewal ? { kind: 'revalidated', agent, cache_key, etag, last_updated } : {
    kind: 'fetched',
    agent,
    cache_key,
    data: entry.data,
    etag,
    agent_version: agentVersion,
    last_updated,
    fresh_for_hours: hours,
  }
  return {
    kind: 'revalidated',
    cache_key,
    data: entry.data,
    last_updated,
    fresh: true,
    reason: null,
    attempts: outcome.attempts,
    ms: outcome.ms,
    write,
  }
}

/** A failed or skipped call: what is stored stands in, unless the agent itself knows nothing of the learner. */
export function settleFailure(
  signal: SignalCase,
  failure: { reason: FailureReason; remember: boolean; attempts: number; ms: number },
): SignalResult {
  const { agent, cache_key, entries, now, fresh_for_hours } = signal
  const { reason, attempts, ms } = failure
  const write: SignalWrite | null = failure.remember
    ? { kind: 'failed', agent, cache_key, failure: reason, fresh_for_hours }
    : null
  const entry = reason === 'not_found' ? null : fallbackEntry(entries, cache_key, now)
  if (entry === null) {
    return {
      kind: 'unavailable',
      cache_key,
      data: null,
      last_updated: null,
      fresh: false,
      reason,
      attempts,
      ms,
      write,
    }
  }
  const { data, last_updated } = entry
  return { kind: 'stale_served', cache_key, data, last_updated, fresh: false, reason, attempts, ms, write }
}

/** An entry inside its window: no call was made. */
export function settleHit(signal: SignalCase, entry: StoredSignal): SignalResult {
  const { data, last_updated } = entry
  return {
    kind: 'hit',
    cache_key: signal.cache_key,
    data,
    last_updated,
    fresh: true,
    reason: null,
    attempts: 0,
    ms: 0,
    write: null,
  }
}

/** A failure remembered from less than a minute ago. */
export function settleSkip(signal: SignalCase, failure: string): SignalResult {
  const reason = FAILURE_REASONS.find((known) => known === failure) ?? 'agent_error'
  return settleFailure(signal, { reason, remember: false, attempts: 0, ms: 0 })
}

/** Turns a call's outcome into the signal and what is to be stored. `entry` is what the call's validator named. */
export function settleCall(signal: SignalCase, outcome: Outcome, entry: StoredSignal | null): SignalResult {
  switch (outcome.kind) {
    case 'answered':
      return settleAnswer(signal, outcome)
    case 'not_modified':
      return entry === null
        ? settleFailure(signal, { ...outcome, reason: 'bad_schema', remember: true })
        : settleNotModified(signal, outcome, entry)
    case 'failed':
      return settleFailure(signal, outcome)
    default:
      return outcome satisfies never
  }
}
