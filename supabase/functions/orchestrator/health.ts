import type { HealthResponse } from '../_shared/contract/health.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { unauthorized } from '../_shared/http/verifyToken.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'

export const VERSION = '1.2.0'

export type HealthPorts = {
  store: LearnerStore
  timer: Timer
  countKeys(): number
  listOpenBreakers(): string[]
}

/** Liveness of this isolate; `deep` (secret key only) also asks the database and tells of keys and breakers. */
export async function health(
  deep: boolean,
  isOperator: boolean,
  ports: HealthPorts,
): Promise<HealthResponse> {
  if (!deep) return { status: 'ok', version: VERSION }
  if (!isOperator) throw unauthorized('health?deep=1 needs a secret key')

  const startedAt = ports.timer.now()
  const database = await ports.store.ping().then(
    () => ({ ok: true, ms: ports.timer.now() - startedAt }),
    () => ({ ok: false, ms: null }),
  )
  const keys = { ok: ports.countKeys() > 0, count: ports.countKeys() }
  return {
    status: database.ok && keys.ok ? 'ok' : 'unhealthy',
    version: VERSION,
    checks: { database, keys, breakers_open: ports.listOpenBreakers() },
  }
}
