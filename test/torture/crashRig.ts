import pg from 'pg'
import { mintLearners } from '../support/mintLearners.ts'
import { type FaultProxy, startFaultProxy } from '../support/faultProxy.ts'
import { type RunningStack, startStack } from '../support/stack.ts'
import { seededRandom } from './caller.ts'
import { type FaultyAgents, listAgentUrls, startFaultyAgents } from './faultyAgents.ts'
import { type Isolate, startIsolate } from './isolate.ts'
import { findPostgres, type PostgresServer } from './postgresServer.ts'
import { expireLeases } from './invariants.ts'
import { inspectAftermath, type Ledger, liveDays, openLedger } from './workload.ts'

/** Two isolates on one database, with a place for faults on every way between them. */
export type CrashRig = {
  stack: RunningStack
  db: pg.Pool
  postgres: PostgresServer
  agents: FaultyAgents
  isolates: Isolate[]
  /** Between the isolates and the database. */
  dbProxy: FaultProxy
  random: () => number
  /** Real leases are waited for instead of being brought forward. */
  is_long: boolean
  startOne(env?: Record<string, string>): Promise<Isolate>
  stop(): Promise<void>
}

export async function openCrashRig(seed: number, isLong: boolean): Promise<CrashRig> {
  const random = seededRandom(seed)
  const stack = await startStack()
  const db = new pg.Pool({ connectionString: stack.info.ADMIN_DB_URL, max: 6 })
  // Killed on purpose: the next query takes a new connection.
  db.on('error', () => {})
  const agents = await startFaultyAgents()
  const dbUrl = new URL(stack.info.API_DB_URL)
  const dbProxy = await startFaultProxy(Number(dbUrl.port), random)
  dbUrl.port = String(dbProxy.port)
  const started: Isolate[] = []
  const startOne = async (env: Record<string, string> = {}) => {
    const isolate = await startIsolate(stack.info, {
      ...listAgentUrls(agents.root),
      SUPABASE_DB_URL: dbUrl.href,
      ...env,
    })
    started.push(isolate)
    return isolate
  }
  const isolates = await Promise.all([startOne(), startOne()])
  const postgres = await findPostgres(stack)
  return {
    stack,
    db,
    postgres,
    agents,
    isolates,
    dbProxy,
    random,
    is_long: isLong,
    startOne,
    async stop() {
      await Promise.all(started.map((isolate) => isolate.stop()))
      await dbProxy.close()
      await agents.server.close()
      await db.end()
      await postgres.stop()
      await stack.stop()
    },
  }
}

/** Everything the scenes saw together. */
export type Tally = Ledger & { lost: number; anomalies: string[]; stuck: number }

export function openTally(): Tally {
  return { ...openLedger(), lost: 0, anomalies: [], stuck: 0 }
}

type Load = { learners: number; ms: number; pickOrigin?: () => string }

/** Learners live for a while, something bad happens to the system meanwhile, and the rows are looked at afterwards. */
export async function underLoad(
  rig: CrashRig,
  tally: Tally,
  load: Load,
  disturb: (over: AbortSignal, userIds: string[]) => Promise<void>,
): Promise<Ledger> {
  const ledger = openLedger()
  const over = new AbortController()
  const learners = await mintLearners(rig.stack.info, rig.db, load.learners)
  const pickLiving = () => {
    const living = rig.isolates.filter((isolate) => !isolate.hasExited())
    return living[Math.floor(rig.random() * living.length)]?.origin ?? 'http://127.0.0.1:1'
  }
  const pickOrigin = load.pickOrigin ?? pickLiving
  const timer = setTimeout(() => over.abort(), load.ms)
  const clients = learners.map((learner) => liveDays({ learner, pickOrigin, ledger, over: over.signal }))
  await disturb(over.signal, learners.map(({ user_id }) => user_id)).finally(() => clearTimeout(timer))
  over.abort()
  // A day whose isolate or database died stays claimed for its lease; short versions bring its end forward.
  const users = learners.map(({ user_id }) => user_id)
  const expire = rig.is_long ? undefined : setInterval(() => {
    expireLeases(rig.db, users).catch(() => {})
  }, 500)
  await Promise.all(clients)
  clearInterval(expire)
  const { lost, anomalies, stuck } = await inspectAftermath(rig.db, ledger)
  tally.acks.push(...ledger.acks)
  tally.calls += ledger.calls
  tally.retries += ledger.retries
  tally.wrong.push(...ledger.wrong)
  tally.late += ledger.late
  tally.lost += lost
  tally.anomalies.push(...anomalies)
  tally.stuck += stuck
  for (const [route, ms] of Object.entries(ledger.slowest_ms)) {
    tally.slowest_ms[route] = Math.max(tally.slowest_ms[route] ?? 0, ms)
  }
  return ledger
}

/** Resolves when `ms` passed or the scene is over. */
export function waitFor(ms: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    over?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    }, { once: true })
  })
}
