import { describe, expect, it } from 'vitest'
import { createAgentState, recallAgent } from '../../supabase/functions/_shared/agents/agentState.ts'
import { resolveEndpoints } from '../../supabase/functions/_shared/agents/endpoints.ts'
import type { CachedSignal } from '../../supabase/functions/_shared/contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../../supabase/functions/_shared/contract/primitives.ts'
import { composeUnchangedWhile, describeSetup } from '../../supabase/functions/_shared/day/unchangedWhile.ts'
import type { SignalResult } from '../../supabase/functions/_shared/domain/signalQuality.ts'
import { DAY } from '../support/memoryApp.ts'
import { NOW } from '../support/memoryHall.ts'
import { stillTimer } from '../support/http.ts'

const HOURS: Record<AgentName, number> = { clo: 168, alex: 336, ta: 72, socratic: 168 }
const SETUP = { fingerprint: 'planner 1', versions: {} }

const entryOf = (agent: AgentName): CachedSignal => ({
  agent,
  cache_key: `key of ${agent}`,
  data: {},
  etag: null,
  agent_version: agent === 'ta' ? null : '1.0.0',
  last_updated: '2026-11-20T09:00:00.000Z',
  fresh_for_hours: HOURS[agent],
  failed_at: null,
  failure: null,
})
const hitOf = (agent: AgentName): SignalResult => ({
  kind: 'hit',
  data: {},
  last_updated: '2026-11-20T09:00:00.000Z',
  fresh: true,
  reason: null,
  write: null,
  cache_key: `key of ${agent}`,
  attempts: 0,
  ms: 0,
})
const HITS = { clo: hitOf('clo'), alex: hitOf('alex'), ta: hitOf('ta'), socratic: hitOf('socratic') }
const BUILT = {
  day: { ...DAY, stamp: 'as read', signals: AGENT_NAMES.map(entryOf) },
  signals: HITS,
  chosen: null,
  setup: SETUP,
}

describe('while what a stored day holds', () => {
  it('ends with the first of its signals that stops being fresh', () => {
    expect(composeUnchangedWhile(BUILT)).toEqual({
      fingerprint: 'planner 1',
      versions: { clo: '1.0.0', alex: '1.0.0', ta: null, socratic: '1.0.0' },
      stamp: 'as read',
      until: '2026-11-23T09:00:00.000Z',
    })
  })

  it('holds for a plan that was made now, from four cached signals', () => {
    const chosen = { instructor_failure: null }
    expect(composeUnchangedWhile({ ...BUILT, chosen })).toEqual(composeUnchangedWhile(BUILT))
  })

  it('is not known when an agent or the instructor failed, or an agent was asked just now', () => {
    const failed: SignalResult = {
      ...HITS.ta,
      ...{ kind: 'unavailable', data: null, last_updated: null, fresh: false, reason: 'timeout' },
    }
    const fetched: SignalResult = {
      ...hitOf('ta'),
      data: {},
      last_updated: NOW,
      kind: 'fetched',
      fresh: true,
      reason: null,
    }
    for (const ta of [failed, fetched]) {
      expect(composeUnchangedWhile({ ...BUILT, signals: { ...HITS, ta } })).toBeNull()
    }
    expect(composeUnchangedWhile({ ...BUILT, chosen: { instructor_failure: 'timeout' } })).toBeNull()
  })

  it('is not known to whoever does not say what it was built with', () => {
    expect(composeUnchangedWhile({ ...BUILT, setup: null })).toBeNull()
  })
})

describe('the setup of an isolate', () => {
  const endpoints = resolveEndpoints({})
  const portsOf = (vars: Record<string, string>) => ({
    endpoints: resolveEndpoints(vars),
    state: createAgentState(),
    timer: stillTimer(),
  })

  it('is another one with another agent, or one that depends on more', () => {
    const ours = describeSetup(portsOf({}))
    const other = {
      WISELY_AGENT_TA_URL: 'https://ta.example/agents',
      WISELY_AGENT_TA_TOKEN: 'token',
      WISELY_AGENT_HOSTS: 'ta.example',
    }

    expect(describeSetup(portsOf({})).fingerprint).toBe(ours.fingerprint)
    expect(describeSetup(portsOf(other)).fingerprint).not.toBe(ours.fingerprint)
    expect(describeSetup(portsOf({ WISELY_AGENT_TA_DEPENDS_ON: 'intent,day' })).fingerprint)
      .not.toBe(ours.fingerprint)
  })

  it('tells the version of each agent that it saw, and null of the others', () => {
    const ports = { ...portsOf({}), endpoints }
    recallAgent(ports.state, endpoints.signals.clo, 0).version = '2.0.0'

    expect(describeSetup(ports).versions).toEqual({ clo: '2.0.0', alex: null, ta: null, socratic: null })
  })
})
