import {
  type AgentPorts,
  createAgentState,
  resolveEndpoints,
  type SignalAsk,
} from '../../../supabase/functions/_shared/agentClients.ts'
import type { CachedSignal } from '../../../supabase/functions/_shared/contract/facts.ts'
import { AGENT_NAMES, type AgentName } from '../../../supabase/functions/_shared/contract/primitives.ts'
import { signalKey } from '../../../supabase/functions/_shared/domain/cacheKey.ts'
import { logInto, type LogLine } from '../../support/logLines.ts'
import { createVirtualTimer, type VirtualTimer } from '../../support/virtualTimer.ts'

export const HOUR_MS = 3_600_000
export const LEARNER_ID = '0b6f2a52-6f0e-4f5e-9d5f-0d7a6a1f3c11'
export const TA_DATA = {
  exercises: [{
    id: 'e1',
    unit_id: 'sql.joins',
    prompt: 'Write an inner join over two tables of your own.',
    done_when: 'The row count is explained.',
    est_min: 15,
    difficulty: 2,
    kind: 'independent',
    hints: [],
  }],
  blockers: [],
  mastery: [],
}

/** The contract's envelope around data. */
export function wrap(data: unknown, agent = 'ta', meta: Record<string, unknown> = {}) {
  const version = { contract: 'wisely.signals/1', agent, agent_version: '1.0.0' }
  return { ok: true, data, meta: { ...version, generated_at: '2030-01-01T00:00:00.000Z', ...meta } }
}

export function createAsk(timer: VirtualTimer, more: Partial<SignalAsk> = {}): SignalAsk {
  return {
    learner: { user_id: LEARNER_ID, tz: 'Europe/Berlin' },
    intent: {
      intent_id: '6f1c7a0e-3c53-4d27-8f0e-2f6d3f6f7a10',
      revision: 3,
      topic: 'SQL & "joins" = ?',
      depth: 'informed',
      end_goal: 'Report on our own shop',
      time_per_day_min: 60,
      user_tz: 'Europe/Berlin',
      track_label: null,
      meta: {},
      created_at: '2026-11-01T07:00:00.000Z',
    },
    position: { week: 2, day: 3 },
    local_date: '2026-11-21',
    state: {
      difficulty: 3,
      reviews_due: ['sql.select'],
      mastery: [],
      history: [],
      adherence: { planned: 2, done: 2, gap_days: 0 },
    },
    cached: [],
    last_completed_session_id: null,
    now_ms: timer.now(),
    force_refresh: false,
    request_id: 'req-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    plan_version: 1,
    signals_budget_ms: 9_000,
    deadline: new AbortController().signal,
    ...more,
  }
}

export type TestPorts = AgentPorts & { timer: VirtualTimer; lines: LogLine[] }

/** All four agents and the instructor at `root`; no jitter, no real waiting, Node's own fetch. */
export function createPorts(root: string, vars: Record<string, string> = {}): TestPorts {
  const lines: LogLine[] = []
  const urls = ['CLO', 'ALEX', 'TA', 'SOCRATIC', 'INSTRUCTOR'].map((
    name,
  ) => [`WISELY_AGENT_${name}_URL`, root])
  return {
    fetch: (url, init) => fetch(url, init),
    inProcess: () => Promise.reject(new TypeError('not in this test')),
    timer: createVirtualTimer(),
    random: () => 0,
    state: createAgentState(),
    endpoints: resolveEndpoints({ ...Object.fromEntries(urls), EDGE_SERVICE_JWT: 'service-token', ...vars }),
    pairwise_secret: 'a-test-secret',
    log: logInto(lines),
    lines,
  }
}

/** A cache row of `agent` under the key this ask leads to. */
export async function createEntry(
  agent: AgentName,
  ask: SignalAsk,
  ports: TestPorts,
  more: Partial<CachedSignal> & { age_ms?: number } = {},
): Promise<CachedSignal> {
  const { age_ms = HOUR_MS, ...fields } = more
  const endpoint = ports.endpoints.signals[agent]
  return {
    agent,
    cache_key: await signalKey({
      agent,
      agent_root: endpoint.root,
      depends_on: endpoint.depends_on,
      intent_id: ask.intent.intent_id,
      intent_revision: ask.intent.revision,
      week: ask.position.week,
      day: ask.position.day,
      last_completed_session_id: ask.last_completed_session_id,
      reviews_due: ask.state.reviews_due,
    }),
    data: { stored: agent },
    etag: `"stored-${agent}"`,
    agent_version: '1.0.0',
    last_updated: new Date(ask.now_ms - age_ms).toISOString(),
    fresh_for_hours: endpoint.fresh_for_hours,
    failed_at: null,
    failure: null,
    ...fields,
  }
}

/** Fresh rows for every agent but those named, so that only they are called. */
export function createEntriesExcept(ask: SignalAsk, ports: TestPorts, ...called: AgentName[]) {
  const others = AGENT_NAMES.filter((agent) => !called.includes(agent))
  return Promise.all(others.map((agent) => createEntry(agent, ask, ports)))
}
