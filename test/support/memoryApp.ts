import { createAgentState, resolveEndpoints } from '../../supabase/functions/_shared/agentClients.ts'
import type { Fetch } from '../../supabase/functions/_shared/contract/ports.ts'
import type { BegunDay, DayFact, SessionFact } from '../../supabase/functions/_shared/contract/facts.ts'
import type { LearnerStore, SaveDayRequest } from '../../supabase/functions/_shared/store/learnerStore.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { type AppPorts, createApp } from '../../supabase/functions/orchestrator/app.ts'
import { stillTimer } from './http.ts'
import type { LogLine } from './logLines.ts'
import { memoryHall, NOW } from './memoryHall.ts'

export { NOW, USER } from './memoryHall.ts'

export const INTENT_ID = '6f1c2a34-0000-4000-8000-0000000000f1'
export const SESSION_ID = '6f1c2a34-0000-4000-8000-0000000000f2'

export const DAY: DayFact = {
  now: NOW,
  local_date: '2026-11-21',
  intent: {
    intent_id: INTENT_ID,
    revision: 1,
    topic: 'Machine Learning',
    depth: 'informed',
    end_goal: 'Build production ML models',
    time_per_day_min: 60,
    user_tz: 'UTC',
    track_label: null,
    meta: {},
    created_at: NOW,
  },
  position: { week: 1, day: 1 },
  sessions_completed: 0,
  last_completed_session_id: null,
  session: null,
  signals: [],
  history: [],
  units: [],
  unfolded: [],
  recent_plans: [],
  stamp: '1 2026-01-05 none 0 0',
  fence: 1,
}

/** What the database would answer to a save: the session of the request. */
export function sessionOf(request: SaveDayRequest): SessionFact {
  if (request.plan === null) throw new Error('Cannot make a session: nothing was saved')
  const {
    plan_md,
    plan_json_summary,
    plan_json,
    degraded_mode,
    degraded_reasons,
    plan_score,
    plan_input_hash,
  } = request.plan
  return {
    session_id: SESSION_ID,
    plan_md,
    plan_json_summary,
    plan_json,
    degraded_mode,
    degraded_reasons,
    plan_score,
    plan_input_hash,
    ...request.counters,
    plan_version: 1,
    week: request.week,
    day: request.day,
    completed_at: null,
  }
}

function refuseCall(name: string): () => Promise<never> {
  return () => Promise.reject(new Error(`The test did not expect a call of ${name}`))
}

/** A store in which only what a test gives is answered; everything else fails the test. */
export function memoryStore(given: Partial<LearnerStore>): LearnerStore {
  return {
    syncIntent: refuseCall('syncIntent'),
    beginDay: refuseCall('beginDay'),
    readDay: refuseCall('readDay'),
    saveDay: refuseCall('saveDay'),
    releaseDay: refuseCall('releaseDay'),
    completeDay: refuseCall('completeDay'),
    loadStatus: refuseCall('loadStatus'),
    loadEvents: refuseCall('loadEvents'),
    addMetrics: () => Promise.resolve(),
    readMetrics: refuseCall('readMetrics'),
    readReadiness: refuseCall('readReadiness'),
    ...given,
  }
}

/** A store that gives one day to build and answers what is saved. */
export function dayStore(day: DayFact = DAY, saved: SaveDayRequest[] = []): Partial<LearnerStore> {
  return {
    beginDay: (): Promise<BegunDay> => Promise.resolve({ day, rates: [] }),
    saveDay: (_claims, request) => {
      saved.push(request)
      return Promise.resolve({ session: sessionOf(request) })
    },
  }
}

/** The real hall, stories and built-in agents around an in-memory store. `Bearer good` is the one valid token. */
export function memoryApp(
  given: Partial<LearnerStore>,
  more: Partial<AppPorts> & { inProcess?: Fetch } = {},
) {
  const { inProcess, ...otherPorts } = more
  const lines: LogLine[] = []
  const timer = more.timer ?? stillTimer(Date.parse(NOW))
  const endpoints = resolveEndpoints({})
  const ports: AppPorts = {
    store: memoryStore(given),
    isSet: () => false,
    agents: {
      fetch: () => Promise.reject(new Error('The test has no network')),
      inProcess: inProcess ??
        createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: timer.now }).fetch,
      timer,
      random: () => 0,
      state: createAgentState(),
      endpoints,
      pairwise_secret: 'test',
      log: () => {},
    },
    endpoints,
    write_limits: [{ policy: 'writes', capacity: 30, per_s: 60 }],
    day_run_limits: [],
    anonymous_limits: { write_limits: [], day_run_limits: [] },
    countKeys: () => 1,
    countConnections: () => ({ open: 0, idle: 0, waiting: 0, max: 4 }),
    listOpenBreakers: () => [],
    ...memoryHall(timer, lines),
    ...otherPorts,
  }
  const app = createApp(ports)
  const send = (
    route: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    app.fetch(
      new Request(`http://127.0.0.1/orchestrator/${route}`, {
        method: init.method ?? 'POST',
        headers: { authorization: 'Bearer good', 'content-type': 'application/json', ...init.headers },
        body: init.body === undefined ? undefined : JSON.stringify(init.body),
      }),
    )
  return { send, lines }
}
