import { resolveEndpoints } from '../../supabase/functions/_shared/agentClients.ts'
import { createAgentState } from '../../supabase/functions/_shared/agents/agentState.ts'
import { resolveFastAgent } from '../../supabase/functions/_shared/agents/fastAgent.ts'
import { OrchestratorError } from '../../supabase/functions/_shared/contract/errors.ts'
import type { Send } from '../../supabase/functions/_shared/contract/ports.ts'
import type { KeptAnswer } from '../../supabase/functions/_shared/contract/proxy.ts'
import type { AnswerStore, FindAnswerRequest } from '../../supabase/functions/_shared/store/answerStore.ts'
import { createAgentsApp } from '../../supabase/functions/agents/app.ts'
import { createProxyApp } from '../../supabase/functions/proxy/app.ts'
import { createFlights } from '../../supabase/functions/proxy/flights.ts'
import { DAY } from './memoryApp.ts'
import { createVirtualTimer } from './virtualTimer.ts'
import { readFields } from './logLines.ts'
import { memoryHall } from './memoryHall.ts'

/** Learners by token. */
const LEARNERS: Record<string, string> = {
  'Bearer ada': '6f1c2a34-0000-4000-8000-00000000000a',
  'Bearer ben': '6f1c2a34-0000-4000-8000-00000000000b',
}

type Asked = { url: string; headers: Headers; body: Record<string, unknown> }
export type ProxyBehaviour = (asked: Asked) => Response | Promise<Response>

type Given = {
  /** Where agents and the model live. Without FAST_AGENT_URL no model is configured. */
  vars?: Record<string, string>
  store?: Partial<AnswerStore>
}

export const MODEL_VARS = { FAST_AGENT_URL: 'http://127.0.0.1:9/model', FAST_AGENT_KEY: 'key-of-the-model' }

/** The real hall, story and built-in agents of function `proxy`, around a store in memory and a clock of the test's. */
export function proxyApp(behave: ProxyBehaviour, { vars = MODEL_VARS, store }: Given = {}) {
  const timer = createVirtualTimer()
  const asked: Asked[] = []
  const lookups: FindAnswerRequest[] = []
  const kept = new Map<string, { answer: KeptAnswer; at: number; ttl_s: number }>()
  const lines: Record<string, unknown>[] = []
  let ids = 0
  const makeId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  const iso = (ms: number) => new Date(ms).toISOString()

  const send: Send = async (url, init) => {
    const seen = { url, headers: new Headers(init.headers), body: JSON.parse(String(init.body ?? '{}')) }
    asked.push(seen)
    return await behave(seen)
  }
  const memory: AnswerStore = {
    findAnswer({ sub }, request) {
      lookups.push(request)
      const key = `${request.key}${request.with_day ? ' today' : ''}`
      const entry = kept.get(`${sub} ${key}`)
      const age_s = Math.floor((timer.now() - (entry?.at ?? 0)) / 1000)
      const oldest = Math.min(request.max_age_s ?? Infinity, entry?.ttl_s ?? 0)
      if (entry === undefined || age_s >= oldest) {
        return Promise.resolve({ miss: { key, day: request.with_day ? DAY : null }, rates: [] })
      }
      const [created_at, expires_at] = [iso(entry.at), iso(entry.at + entry.ttl_s * 1000)]
      return Promise.resolve({ hit: { answer: entry.answer, created_at, expires_at, age_s } })
    },
    keepAnswer({ sub }, { key, ttl_s }, answer) {
      kept.set(`${sub} ${key}`, { answer, at: timer.now(), ttl_s })
      return Promise.resolve({ created_at: iso(timer.now()), expires_at: iso(timer.now() + ttl_s * 1000) })
    },
    ...store,
  }
  const app = createProxyApp({
    ...memoryHall(timer, []),
    store: memory,
    flights: createFlights(),
    timer,
    makeId,
    agents: {
      fetch: send,
      inProcess: createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: timer.now }).fetch,
      timer,
      random: () => 0,
      state: createAgentState(),
      endpoints: resolveEndpoints(vars),
      pairwise_secret: 'test',
      log: () => {},
    },
    fast_agent: resolveFastAgent(vars),
    write_limits: [{ policy: 'writes', capacity: 30, per_s: 60 }],
    day_run_limits: [{ policy: 'day_runs', capacity: 200, per_s: 86_400 }],
    anonymous_limits: { write_limits: [], day_run_limits: [] },
    authenticate(headers) {
      const user_id = LEARNERS[headers.get('authorization') ?? '']
      return user_id === undefined
        ? Promise.reject(
          new OrchestratorError('UNAUTHORIZED', 'Cannot authenticate: no credential was sent'),
        )
        : Promise.resolve({ user_id, kind: 'learner', anonymous: false, key_name: null })
    },
    log: (_level, fields) => void lines.push(readFields(fields)),
  })
  const ask = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await app.fetch(
      new Request('http://127.0.0.1/proxy', {
        method: 'POST',
        headers: { authorization: 'Bearer ada', 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
    const json: Record<string, unknown> = await response.json()
    return {
      status: response.status,
      cache: response.headers.get('x-cache'),
      headers: response.headers,
      json,
    }
  }
  return { ask, asked, lookups, kept, lines, timer }
}
