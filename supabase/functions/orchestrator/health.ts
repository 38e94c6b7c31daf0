import type { AgentPorts } from '../_shared/agents/agentPorts.ts'
import { type HealthResponse, outsideSettingsSchema, type ReadinessFact } from '../_shared/contract/health.ts'
import type { Log, Timer } from '../_shared/contract/ports.ts'
import { unauthorized } from '../_shared/http/verifyToken.ts'
import type { PoolState } from '../_shared/store/database.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import { probeAgents } from '../_shared/agents/probeAgents.ts'
import { VERSION } from '../_shared/contract/version.ts'

export type HealthPorts = {
  store: LearnerStore
  timer: Timer
  agents: AgentPorts
  countKeys(): number
  countConnections(): PoolState
  listOpenBreakers(): string[]
  /** Whether the environment has a value of this name. */
  isSet(name: string): boolean
  log: Log
}

/** Liveness of this isolate; `deep` (secret key only) also asks whether it can serve: database, keys, agents. */
export async function health(
  deep: boolean,
  isOperator: boolean,
  ports: HealthPorts,
): Promise<HealthResponse> {
  if (!deep) return { status: 'ok', version: VERSION }
  if (!isOperator) throw unauthorized('health?deep=1 needs a secret key')

  const startedAt = ports.timer.now()
  const asked = ports.store.readReadiness().then(
    (fact) => ({ fact, ms: ports.timer.now() - startedAt }),
    (error: unknown) => noteOutage(error, ports),
  )
  const [answer, agents] = await Promise.all([asked, probeAgents(ports.agents)])
  const unknown: ReadinessFact = { newest_migration: null, realtime_partition: null }
  const keys = { ok: ports.countKeys() > 0, count: ports.countKeys() }
  return {
    status: answer !== null && keys.ok ? 'ok' : 'unhealthy',
    version: VERSION,
    checks: {
      database: { ok: answer !== null, ms: answer?.ms ?? null },
      pool: ports.countConnections(),
      keys,
      ...(answer?.fact ?? unknown),
      breakers_open: ports.listOpenBreakers(),
      agents,
      outside: tellOutside(ports),
    },
  }
}

function tellOutside({ isSet }: HealthPorts) {
  const names = Object.keys(outsideSettingsSchema.shape)
  return outsideSettingsSchema.parse(
    Object.fromEntries(names.map((name) => [name, isSet(name) ? 'configured' : 'unconfigured'])),
  )
}

/** The answer says that the database is not there, the log why: an outage, a refused login, a pending migration. */
function noteOutage(error: unknown, { log }: HealthPorts): null {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const cause_code = cause instanceof Error && 'code' in cause ? cause.code : null
  log('error', { function: 'health', message: 'Cannot ask the database', cause_code })
  return null
}
