import { recallAgent } from '../agents/agentState.ts'
import type { AgentPorts } from '../agents/agentPorts.ts'
import type { DayFact } from '../contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../contract/primitives.ts'
import { canonicalJson, sha256Hex } from '../domain/canonicalJson.ts'
import { HOUR_MS } from '../domain/limits.ts'
import { PLANNER_VERSION } from '../domain/planner/composePlan.ts'
import type { FailureReason, SignalResult } from '../domain/signalQuality.ts'
import type { Setup, UnchangedWhile } from '../store/learnerStore.ts'

/** Planner and agents as this isolate would use them now. */
export function describeSetup(
  { endpoints, state, timer }: Pick<AgentPorts, 'endpoints' | 'state' | 'timer'>,
): Setup {
  const now = timer.now()
  const agents = AGENT_NAMES.map((agent) => {
    const { root, depends_on } = endpoints.signals[agent]
    return { root, depends_on }
  })
  return {
    fingerprint: sha256Hex(canonicalJson({ planner_version: PLANNER_VERSION, agents })),
    versions: Object.fromEntries(
      AGENT_NAMES.map((agent) => [agent, recallAgent(state, endpoints.signals[agent], now).version]),
    ),
  }
}

type Built = {
  day: DayFact
  signals: Record<AgentName, SignalResult>
  /** Null: the stored plan was kept. */
  chosen: { instructor_failure: FailureReason | null } | null
  /** Null: whoever built this does not know. */
  setup: Setup | null
}

/**
 * While what the saved day holds. Null when the next call has something to do: a signal that was asked for just now
 * counts as a cached one next time, one that failed is asked for again, and so is an instructor that failed.
 */
export function composeUnchangedWhile({ day, signals, chosen, setup }: Built): UnchangedWhile | null {
  if (setup === null || chosen?.instructor_failure != null) return null
  const used = AGENT_NAMES.map((agent) => {
    const { kind, cache_key } = signals[agent]
    if (kind !== 'hit') return null
    return day.signals.find((entry) => entry.agent === agent && entry.cache_key === cache_key) ?? null
  })
  const ends = used.map((entry) =>
    entry?.last_updated == null ? -Infinity : Date.parse(entry.last_updated) + entry.fresh_for_hours * HOUR_MS
  )
  const until = Math.min(...ends)
  if (until === -Infinity) return null
  const versions = Object.fromEntries(
    AGENT_NAMES.map((agent, at) => [agent, used[at]?.agent_version ?? null]),
  )
  return {
    fingerprint: setup.fingerprint,
    versions,
    stamp: day.stamp,
    until: new Date(until).toISOString(),
  }
}
