import type { AgentPorts } from './agentPorts.ts'
import type { AgentEndpoint } from './endpoints.ts'
import { raceAbort } from './raceAbort.ts'
import { discardBody } from './readBodyCapped.ts'

export type AgentProbe = { ok: boolean; ms: number; transport: AgentEndpoint['transport'] }

const PROBE_LIMIT_MS = 2_000

/**
 * Whether something answers at each agent's address. Other people's agents need not have a health route: every answer
 * below 500 counts, and no breaker or budget notices. Never throws.
 */
export async function probeAgents(ports: AgentPorts): Promise<Record<string, AgentProbe>> {
  const { signals, instructor } = ports.endpoints
  const endpoints = [...Object.values(signals), ...(instructor === null ? [] : [instructor])]
  const probes = endpoints.map(async (endpoint) =>
    [endpoint.agent, await probeAgent(endpoint, ports)] as const
  )
  return Object.fromEntries(await Promise.all(probes))
}

async function probeAgent(endpoint: AgentEndpoint, ports: AgentPorts): Promise<AgentProbe> {
  const { agent, root, transport, token } = endpoint
  const startedAt = ports.timer.now()
  const limit = ports.timer.deadline(PROBE_LIMIT_MS)
  const send = transport === 'in_process' ? ports.inProcess : ports.fetch
  const request = new Request(`${root}/${agent}/manifest`, {
    headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    redirect: 'manual',
    signal: limit.signal,
  })
  const ok = await raceAbort(send(request), limit.signal).then(
    (response) => discardBody(response).then(() => response.status < 500),
    () => false,
  )
  limit.cancel()
  return { ok, ms: ports.timer.now() - startedAt, transport }
}
