import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import ky from 'ky'
import pRetry from 'p-retry'
import {
  createAgentState,
  gatherSignals,
  resolveEndpoints,
} from '../../../../supabase/functions/_shared/agentClients.ts'
import { AGENT_NAMES, type AgentName } from '../../../../supabase/functions/_shared/contract/primitives.ts'
import { systemTimer } from '../../../../supabase/functions/_shared/platform/timer.ts'
import { createAsk } from '../../../unit/agents/fixture.ts'
import { createVirtualTimer } from '../../../support/virtualTimer.ts'
import { median, type Ratio, ratioOfValues, showRatio } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'

const BATCH = 60
const TIMEOUT_MS = 5_000

type Client = { name: string; gather(): Promise<unknown> }

/** Asking four agents in parallel: our client, the bare fetch it stands on, and three libraries for the same job. */
export const fanOut: SpeedSuite = {
  name: 'fan-out',
  in_gate: true,
  async run(world, size, progress) {
    const agents = await world.start('test/bench/peers/slowAgents.ts')
    const clients = createClients(agents.origin)
    const times: Record<string, number[]> = Object.fromEntries(clients.map(({ name }) => [name, []]))
    const rounds = size.rounds * 8
    for (let round = 0; round <= rounds; round += 1) {
      progress(`round ${round}/${rounds}`)
      const calls = await timeInTurns(clients)
      if (round === 0) continue
      for (const [name, ms] of Object.entries(calls)) times[name]?.push(median(ms))
    }
    const floor = times['bare fetch'] ?? []
    const ratios = clients.map(({ name }): [string, Ratio] => [name, ratioOfValues(times[name] ?? [], floor)])
    const own = Object.fromEntries(ratios)['our client']
    return {
      rows: [{
        name: 'fan-out to four agents over bare fetch (time)',
        figure: own === undefined ? 'not measured' : showRatio(own),
        target: '<= 1.15',
        met: own !== undefined && own.median <= 1.15,
      }],
      explanation: [
        '### Four agents in parallel',
        '',
        '| client | time over bare fetch | ms |',
        '| --- | --- | --- |',
        ...ratios.map(([name, ratio]) =>
          `| ${name} | ${showRatio(ratio)} | ${median(times[name] ?? []).toFixed(2)} |`
        ),
        '',
        '"Bare fetch" reads and parses the four answers and checks nothing: no limit of time or size, no schema, no breaker.',
      ],
    }
  },
}

/** Call by call in turns: a busy moment of the machine meets all of them. */
async function timeInTurns(clients: readonly Client[]): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(clients.map(({ name }) => [name, []]))
  for (let call = 0; call < BATCH * clients.length; call += 1) {
    const client = clients[(call + Math.floor(call / clients.length)) % clients.length]
    if (client === undefined) continue
    const startedAt = performance.now()
    await client.gather()
    times[client.name]?.push(performance.now() - startedAt)
  }
  return times
}

function createClients(origin: string): Client[] {
  const ask = createAsk(createVirtualTimer(), { now_ms: Date.now(), signals_budget_ms: TIMEOUT_MS })
  const urls = Object.fromEntries(
    AGENT_NAMES.map((name) => [`WISELY_AGENT_${name.toUpperCase()}_URL`, origin]),
  )
  const endpoints = resolveEndpoints({ ...urls, EDGE_SERVICE_JWT: 'bench' })
  const { topic, intent_id } = ask.intent
  const { week, day } = ask.position
  const query = new URLSearchParams({
    user_id: ask.learner.user_id,
    topic,
    week: String(week),
    day: String(day),
    intent_id,
    v: '1',
  })
  const urlOf = (agent: AgentName) => `${origin}/${agent}/signals?${query}`
  const bare = async (url: string, signal?: AbortSignal) => {
    const response = await fetch(url, { headers: { accept: 'application/json' }, signal })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return await response.json()
  }
  const all = (one: (url: string) => Promise<unknown>) => () =>
    Promise.all(AGENT_NAMES.map((agent) => one(urlOf(agent))))
  const policy = wrap(
    retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(TIMEOUT_MS, TimeoutStrategy.Aggressive),
  )
  return [
    { name: 'bare fetch', gather: all((url) => bare(url)) },
    {
      name: 'our client',
      gather: async () => {
        const ports = {
          fetch: (request: Request) => fetch(request),
          inProcess: () => Promise.reject(new TypeError('not measured here')),
          timer: systemTimer,
          random: () => 0,
          // Fresh: the limit of calls per minute to one agent is not what is measured.
          state: createAgentState(),
          endpoints,
          pairwise_secret: 'bench',
          log: () => {},
        }
        const signals = await gatherSignals({ ...ask, force_refresh: true }, ports)
        const failed = AGENT_NAMES.filter((agent) => signals[agent].kind !== 'fetched')
        if (failed.length > 0) {
          throw new Error(`not fetched: ${failed.map((agent) => `${agent} ${signals[agent].reason}`)}`)
        }
      },
    },
    {
      name: 'p-retry',
      gather: all((url) => pRetry(() => bare(url, AbortSignal.timeout(TIMEOUT_MS)), { retries: 2 })),
    },
    { name: 'cockatiel', gather: all((url) => policy.execute(({ signal }) => bare(url, signal))) },
    { name: 'ky', gather: all((url) => ky.get(url, { timeout: TIMEOUT_MS, retry: 2 }).json()) },
  ]
}
