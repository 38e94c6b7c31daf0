import { resolveFastAgent } from '../_shared/agents/fastAgent.ts'
import { composeHallPorts } from '../_shared/hall/hallPorts.ts'
import { readEnvironment } from '../_shared/platform/env.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { listCallbackSecrets } from '../_shared/quality/scorers.ts'
import { createDatabase } from '../_shared/store/database.ts'
import { createLearnerStore } from '../_shared/store/learnerStore.ts'
import { createRunStore } from '../_shared/store/runStore.ts'
import { createApp } from './app.ts'

// The only place where ports meet the world. A wrong setting stops the boot with an error that names it.
const settings = readEnvironment()
const database = createDatabase({
  url: settings.database_url,
  max: settings.database_pool_max,
  timer: systemTimer,
})

const app = createApp({
  ...composeHallPorts(settings, 'wisely-session', createLearnerStore(database)),
  runs: createRunStore(database),
  open_runs_max: settings.open_runs_max,
  fast_agent: resolveFastAgent(settings.agents),
  callback_secrets: listCallbackSecrets(settings.agents),
  write_limits: settings.write_limits,
  day_run_limits: settings.day_run_limits,
  anonymous_limits: settings.anonymous_limits,
})

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
