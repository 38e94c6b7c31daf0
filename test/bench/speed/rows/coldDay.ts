import { resolveEndpoints } from '../../../../supabase/functions/_shared/agentClients.ts'
import { composeRequest } from '../../../../supabase/functions/_shared/agents/agentRequest.ts'
import { composeSignalCall } from '../../../../supabase/functions/_shared/agents/signalAsk.ts'
import { AGENT_NAMES } from '../../../../supabase/functions/_shared/contract/primitives.ts'
import { createAsk } from '../../../unit/agents/fixture.ts'
import { createVirtualTimer } from '../../../support/virtualTimer.ts'
import { median } from '../measure.ts'
import type { SpeedSuite } from '../suite.ts'

const AGENT_MS = { clo: 20, alex: 40, ta: 60, socratic: 80 }
const ALLOWED_MS = 5
const AGENT_LIMIT_MS = 5_000

/** day.run with nothing cached: it may take as long as the slowest agent, the two trips, and little more. */
export const coldDay: SpeedSuite = {
  name: 'cold-day',
  in_gate: false,
  async run(world, size, progress) {
    const agents = await world.start('test/bench/peers/slowAgents.ts', {
      WISELY_BENCH_AGENT_MS: JSON.stringify(AGENT_MS),
    })
    const urls = Object.fromEntries(
      AGENT_NAMES.flatMap((name) => [
        [`WISELY_AGENT_${name.toUpperCase()}_URL`, agents.origin],
        [`WISELY_AGENT_${name.toUpperCase()}_METHOD`, 'post'],
      ]),
    )
    const product = await world.startProduct(urls)
    const callAgents = createBareCalls(urls)
    const totals: number[] = []
    const databaseMs: number[] = []
    const agentsMs: number[] = []
    const plansMs: number[] = []
    const calls = size.rounds * 8
    for (let at = 0; at < calls + 3; at += 1) {
      progress(`call ${at}/${calls}`)
      const startedAt = performance.now()
      const response = await fetch(`${product.origin}/orchestrator/day.run`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.learners[at % world.learners.length]?.token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ force_refresh: true }),
      })
      const answer = await response.json()
      const took = performance.now() - startedAt
      if (response.status !== 200 || answer.cache_misses !== 4) {
        throw new Error(`Cold day: ${response.status} ${JSON.stringify(answer).slice(0, 300)}`)
      }
      const bareMs = await callAgents()
      if (at < 3) continue
      totals.push(took)
      agentsMs.push(bareMs)
      databaseMs.push(readTiming(response, 'db'))
      plansMs.push(readTiming(response, 'plan'))
    }
    const overOf = (part: (at: number) => number) =>
      median(totals.map((total, at) => total - part(at) - (databaseMs[at] ?? 0)))
    const over = overOf(() => AGENT_MS.socratic)
    const overCalls = overOf((at) => agentsMs[at] ?? 0)
    return {
      rows: [{
        name: 'day.run with four calls over the slowest agent and the two trips',
        figure: `${over.toFixed(1)} ms`,
        target: `<= ${ALLOWED_MS} ms`,
        met: over <= ALLOWED_MS,
      }],
      explanation: [
        '### day.run, nothing cached',
        '',
        `The agents answer after ${
          Object.values(AGENT_MS).join(', ')
        } ms; one after the other they would take ${
          Object.values(AGENT_MS).reduce((sum, ms) => sum + ms, 0)
        } ms. A client that does nothing but send the four requests at once has the answers after ${
          median(agentsMs).toFixed(1)
        } ms; over that and the two trips day.run takes ${
          overCalls.toFixed(1)
        } ms. Median of ${totals.length} calls: ${median(totals).toFixed(1)} ms, of which ${
          median(databaseMs).toFixed(1)
        } ms in the two trips and ${
          median(plansMs).toFixed(1)
        } ms for the plan and its score; the slowest call took ${
          Math.max(...totals).toFixed(1)
        } ms. The rest: composing and checking four questions and answers, and reading thirty past days.`,
      ],
    }
  },
}

/** Milliseconds of one step, as the answer's Server-Timing tells them. */
function readTiming(response: Response, step: string): number {
  const timing = response.headers.get('server-timing') ?? ''
  return Number(new RegExp(`${step};dur=([\\d.]+)`).exec(timing)?.[1] ?? 0)
}

/** The four requests at once by a plain fetch: what the agents and the way to them take, in ms. */
function createBareCalls(urls: Record<string, string>): () => Promise<number> {
  const ask = createAsk(createVirtualTimer())
  const endpoints = resolveEndpoints({ ...urls, EDGE_SERVICE_JWT: 'bench' })
  const requests = AGENT_NAMES.map((agent) => {
    const call = composeSignalCall(agent, ask, endpoints.signals[agent], 'key', null, ask.learner.user_id)
    const { method, headers, body } = composeRequest(call, null, AGENT_LIMIT_MS, ask.deadline)
    return { url: call.url, init: { method, headers, body } }
  })
  return async () => {
    const startedAt = performance.now()
    await Promise.all(requests.map(async ({ url, init }) => await (await fetch(url, init)).json()))
    return performance.now() - startedAt
  }
}
