import { createAgentsApp } from '../agents/app.ts'
import { createAgentState, resolveEndpoints } from '../_shared/agentClients.ts'
import { resolveFastAgent } from '../_shared/agents/fastAgent.ts'
import { composeHallPorts } from '../_shared/hall/hallPorts.ts'
import { readEnvironment } from '../_shared/platform/env.ts'
import { random } from '../_shared/platform/ids.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createAnswerStore } from '../_shared/store/answerStore.ts'
import { createDatabase } from '../_shared/store/database.ts'
import { createLearnerStore } from '../_shared/store/learnerStore.ts'
import { createProxyApp } from './app.ts'
import { createFlights } from './flights.ts'

// The only place where ports meet the world. A wrong setting stops the boot with an error that names it.
const settings = readEnvironment()
const endpoints = resolveEndpoints(settings.agents)
const database = createDatabase({
  url: settings.database_url,
  max: settings.database_pool_max,
  timer: systemTimer,
})
const hall = composeHallPorts(settings, 'wisely-proxy', createLearnerStore(database))

const app = createProxyApp({
  ...hall,
  store: createAnswerStore(database),
  flights: createFlights(),
  agents: {
    fetch,
    inProcess: createAgentsApp({ acceptedTokens: [], allowAnonymous: true, now: hall.timer.now }).fetch,
    timer: hall.timer,
    random,
    state: createAgentState(settings.agent_call_limit?.capacity ?? null),
    endpoints,
    pairwise_secret: settings.pseudonym_key,
    log: hall.log,
  },
  fast_agent: resolveFastAgent(settings.agents),
  write_limits: settings.write_limits,
  day_run_limits: settings.day_run_limits,
  anonymous_limits: settings.anonymous_limits,
})

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
