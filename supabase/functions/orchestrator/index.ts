import { createAgentsApp } from '../agents/app.ts'
import { createAgentState, listOpenBreakers, resolveEndpoints } from '../_shared/agentClients.ts'
import { composeHallPorts } from '../_shared/hall/hallPorts.ts'
import { readEnvironment } from '../_shared/platform/env.ts'
import { random } from '../_shared/platform/ids.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createDatabase } from '../_shared/store/database.ts'
import { createLearnerStore } from '../_shared/store/learnerStore.ts'
import { createApp } from './app.ts'

// The only place where ports meet the world. A wrong setting stops the boot with an error that names it.
const settings = readEnvironment()
const timer = systemTimer
const endpoints = resolveEndpoints(settings.agents)
const state = createAgentState(settings.agent_call_limit?.capacity ?? null)
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
const hall = composeHallPorts(settings, 'wisely-orchestrator', store)
const { log } = hall
for (const warning of endpoints.warnings) {
  log('warn', { function: 'boot', message: warning })
}

const app = createApp({
  ...hall,
  store,
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
  countKeys: hall.keys.count,
  countConnections: database.count,
  isSet: (name) => Boolean(settings.agents[name]?.trim()),
  listOpenBreakers: () => listOpenBreakers(state, endpoints, timer.now()),
})

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
