import { createAgentsApp } from '../agents/app.ts'
import { createAgentState, listOpenBreakers, resolveEndpoints } from '../_shared/agentClients.ts'
import { createAuthenticate } from '../_shared/http/authenticate.ts'
import { createKeySet } from '../_shared/http/keySet.ts'
import { createMemoryBuckets } from '../_shared/http/rateLimit.ts'
import { readEnvironment } from '../_shared/platform/env.ts'
import { makeId, random } from '../_shared/platform/ids.ts'
import { createLog } from '../_shared/platform/log.ts'
import { keepAlive } from '../_shared/platform/keepAlive.ts'
import { createSpanExporter } from '../_shared/platform/otlp.ts'
import { createPseudonym } from '../_shared/platform/pseudonym.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createDatabase } from '../_shared/store/database.ts'
import { createLearnerStore } from '../_shared/store/learnerStore.ts'
import { createApp } from './app.ts'
import { createMetricsFeed } from './feedMetrics.ts'
import { VERSION } from './health.ts'

// The only place where ports meet the world. A wrong setting stops the boot with an error that names it.
const settings = readEnvironment()
const timer = systemTimer
const log = createLog(settings.log_level, timer)
const endpoints = resolveEndpoints(settings.agents)
const state = createAgentState(settings.agent_call_limit?.capacity ?? null)
for (const warning of endpoints.warnings) {
  log('warn', { function: 'boot', message: warning })
}

const keys = createKeySet({
  jwks: settings.jwks,
  url: `${settings.supabase_url}/auth/v1/.well-known/jwks.json`,
  fetch,
  timer,
})
const builtInAgents = createAgentsApp({
  acceptedTokens: [],
  allowAnonymous: true,
  now: timer.now,
})

const database = createDatabase({
  url: settings.database_url,
  max: settings.database_pool_max,
  timer,
})
const store = createLearnerStore(database)

const app = createApp({
  store,
  timer,
  makeId,
  agents: {
    fetch,
    inProcess: builtInAgents.fetch,
    timer,
    random,
    state,
    endpoints,
    pairwise_secret: settings.pseudonym_key,
    log,
  },
  endpoints,
  write_limits: settings.write_limits,
  day_run_limits: settings.day_run_limits,
  anonymous_limits: settings.anonymous_limits,
  countKeys: keys.count,
  countConnections: database.count,
  listOpenBreakers: () => listOpenBreakers(state, endpoints, timer.now()),
  authenticate: createAuthenticate({
    keys,
    issuers: settings.jwt_issuers,
    legacy_secret: settings.legacy_jwt_secret,
    secret_keys: settings.secret_keys,
    anonymous_users: settings.anonymous_users,
    timer,
  }),
  secret_keys: settings.secret_keys,
  allowed_origins: settings.allowed_origins,
  request_buckets: settings.request_limit &&
    createMemoryBuckets(settings.request_limit, timer.now),
  stranger_buckets: settings.stranger_limit &&
    createMemoryBuckets(settings.stranger_limit, timer.now),
  trusted_proxies: settings.trusted_proxies,
  pseudonym: createPseudonym(settings.pseudonym_key),
  dev_clock: settings.dev_clock,
  log,
  metrics: createMetricsFeed({ addMetrics: store.addMetrics, keepAlive, timer, log }),
  exportSpans: settings.otlp && createSpanExporter({
    settings: settings.otlp,
    service: { name: 'wisely-orchestrator', version: VERSION },
    fetch,
    keepAlive,
    timer,
    log,
  }),
  log_fields: {
    ...(settings.region === null ? {} : { region: settings.region }),
    ...(settings.execution_id === null ? {} : { execution_id: settings.execution_id }),
    ...(settings.deployment_id === null ? {} : { deployment_id: settings.deployment_id }),
  },
})

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
