import type { Timer } from '../_shared/contract/ports.ts'
import { type SessionConfig, sessionConfigSchema } from '../_shared/contract/session.ts'
import type { Shown } from '../_shared/hall/createHall.ts'
import type { Visit } from '../_shared/hall/visit.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import { readBody } from '../_shared/http/readBody.ts'
import { unauthorized } from '../_shared/http/verifyToken.ts'
import type { RunStore } from '../_shared/store/runStore.ts'

export type ConfigPorts = { runs: RunStore; timer: Timer }

/** What holds for sessions that say nothing else, for who holds a secret key; the next session is the first to have it. */
export async function config(visit: Visit, isOperator: boolean, ports: ConfigPorts): Promise<Shown> {
  if (!isOperator) throw unauthorized('session/config needs a secret key')
  const isPut = visit.request.method === 'PUT'
  return { status: 200, text: JSON.stringify(isPut ? await store(visit, ports) : await load(ports)) }
}

async function store({ request }: Visit, { runs, timer }: ConfigPorts): Promise<SessionConfig> {
  const { json } = await readBody(request, timer)
  const wanted = parseRequest('store configuration', sessionConfigSchema, json)
  await runs.saveConfig(wanted)
  return wanted
}

/** Parsing puts the keys in the contract's order: jsonb forgets it. */
async function load({ runs }: ConfigPorts): Promise<SessionConfig> {
  return sessionConfigSchema.parse(await runs.loadConfig())
}
