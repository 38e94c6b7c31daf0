import { readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import type { StackInfo } from '../../../dev/stackInfo.ts'
import { type RunningStack, startStack } from '../../support/stack.ts'
import { type Generator, startGenerator } from './load.ts'
import { type BenchLearner, copyLearners, MODEL_DAYS, signLearners, withDatabase } from './learners.ts'
import { type LoadJob, prepare, type PreparedRequest } from './loadJob.ts'
import { measure, type Sample } from './measure.ts'
import { livesModelDays } from './modelLearner.ts'
import { readParent } from './processFigures.ts'
import { serve, serveProduct, type Server } from './serve.ts'

/** Postgres with the migrations, a year of learners in it, and the function process as the platform would start it. */
export type World = {
  info: StackInfo
  learners: BenchLearner[]
  /** The user id whose rows the others are copies of. */
  model: string
  generator: Generator
  product: Server
  /** The product's own environment; a suite may start another one from it. */
  env: Record<string, string>
  postmaster: number
  /** One closed-loop round against a server that uses this world's database. */
  load(
    server: Server,
    job: { requests: PreparedRequest[]; count: number; connections?: number },
  ): Promise<Sample>
  /** Starts something that ends with the world. */
  start(entry: string, env?: Record<string, string>): Promise<Server>
  startProduct(env?: Record<string, string>): Promise<Server>
  /** The same database with row-level security switched off, and the product over it. Started when first asked for. */
  withoutRls(): Promise<{ server: Server; postmaster: number }>
  stop(): Promise<void>
}

const CONNECTIONS = 50
/** The limits stay on, as in production, but never refuse. */
const LIMITS = {
  WISELY_RATE_WRITES_PER_MIN: '1000000',
  WISELY_RATE_DAY_RUNS_PER_DAY: '1000000',
  WISELY_RATE_REQUESTS_PER_MIN: '1000000',
}

export async function createWorld(
  count: number,
  progress: (text: string) => void,
): Promise<World> {
  const closers: (() => Promise<void>)[] = []
  try {
    progress('booting the stack')
    const stack = await startStack({ WISELY_DEV_CLOCK: '1', ...LIMITS, WISELY_RATE_LIMITS: 'on' })
    closers.push(stack.stop)
    return await furnish(stack, count, progress, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

async function furnish(
  stack: RunningStack,
  count: number,
  progress: (text: string) => void,
  closers: (() => Promise<void>)[],
): Promise<World> {
  const { info } = stack
  const keep = <Closable extends { stop(): Promise<void> }>(opened: Closable): Closable => {
    closers.push(() => opened.stop())
    return opened
  }
  progress(`a model learner lives ${MODEL_DAYS} days through the product`)
  const model = await livesModelDays(info)
  progress(`${count} learners are copied from it`)
  await copyLearners(info, model, { first: 1, count, sessions: MODEL_DAYS, whole: MODEL_DAYS })
  const learners = await signLearners(info, 1, count)
  const env = composeEnv(info)
  const product = keep(await serveProduct(env))
  const generator = keep(startGenerator())
  const postmaster = await findPostmaster(info)

  progress('every learner runs the next day once')
  await runDays(generator, product, learners)

  return {
    info,
    learners,
    model,
    generator,
    product,
    env,
    postmaster,
    load: (server, job) => load(generator, server, postmaster, job),
    start: async (entry, more = {}) => keep(await serve(entry, { ...env, ...more })),
    startProduct: async (more = {}) => keep(await serveProduct({ ...env, ...more })),
    withoutRls: once(async () => {
      const other = keep(await startStack({ WISELY_DEV_CLOCK: '1', ...LIMITS, WISELY_RATE_LIMITS: 'on' }))
      const otherModel = await livesModelDays(other.info)
      await copyLearners(other.info, otherModel, { first: 1, count, sessions: MODEL_DAYS, whole: MODEL_DAYS })
      const server = keep(await serveProduct({ ...env, SUPABASE_DB_URL: other.info.API_DB_URL }))
      await runDays(generator, server, learners)
      await switchOffRls(other.info)
      return { server, postmaster: await findPostmaster(other.info) }
    }),
    stop: () => closeAll(closers),
  }
}

/** What the platform injects into a function. */
function composeEnv(info: StackInfo): Record<string, string> {
  // The stack's own key file.
  const jwks = JSON.parse(readFileSync(info.SIGNING_KEY_PATH, 'utf8')) as JWK[]
  const keys = jwks.map(({ d: _private, ...jwk }) => ({ ...jwk, key_ops: ['verify'] }))
  return {
    SUPABASE_URL: info.API_URL,
    SUPABASE_DB_URL: info.API_DB_URL,
    SUPABASE_JWKS: JSON.stringify({ keys }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: info.SECRET_KEY }),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: info.PUBLISHABLE_KEY }),
    EDGE_BASE_URL: info.API_URL,
    EDGE_SERVICE_JWT: info.EDGE_SERVICE_JWT,
    ...LIMITS,
  }
}

async function load(
  generator: Generator,
  server: Server,
  postmaster: number,
  job: { requests: PreparedRequest[]; count: number; connections?: number },
): Promise<Sample> {
  const { requests, count, connections = CONNECTIONS } = job
  const shape: LoadJob['shape'] = { kind: 'closed', count }
  return await measure(
    { serverPid: server.pid, postmaster },
    () => generator.run({ origin: server.origin, connections, requests, shape }),
  )
}

async function runDays(generator: Generator, product: Server, learners: BenchLearner[]): Promise<void> {
  const requests = learners.map(({ token }) => dayRunRequest(token))
  const shape: LoadJob['shape'] = { kind: 'closed', count: learners.length }
  const result = await generator.run({ origin: product.origin, connections: 8, requests, shape })
  if (result.errors > 0) throw new Error(`Cannot run the learners' days: ${result.error_samples.join('; ')}`)
}

export function dayRunRequest(token: string, isForced = false): PreparedRequest {
  const headers = { authorization: `Bearer ${token}` }
  const body = isForced ? { force_refresh: true } : {}
  return prepare('day.run', { method: 'POST', path: '/orchestrator/day.run', headers, body })
}

export function statusRequest(token: string): PreparedRequest {
  const headers = { authorization: `Bearer ${token}` }
  return prepare('status', { method: 'GET', path: '/orchestrator/status', headers })
}

async function findPostmaster(info: StackInfo): Promise<number> {
  return await withDatabase(info.ADMIN_DB_URL, async (db) => {
    const { rows } = await db.query<{ pid: number }>('select pg_backend_pid() as pid')
    return readParent(rows[0]?.pid ?? 0)
  })
}

async function switchOffRls(info: StackInfo): Promise<void> {
  await withDatabase(info.ADMIN_DB_URL, async (db) => {
    await db.query(`do $$
      declare t record;
      begin
        for t in select c.oid::regclass as name from pg_class as c
          where c.relkind = 'r' and c.relrowsecurity and c.relnamespace in ('public'::regnamespace, 'wisely'::regnamespace)
        loop
          execute format('alter table %s disable row level security', t.name);
        end loop;
      end $$`)
  })
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null
  return () => made ??= make()
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close()
}
