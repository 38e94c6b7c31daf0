import { readEnvironment } from '../_shared/platform/env.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createTick } from './tick.ts'
import { composeWorker } from './compose.ts'

// The worker where no container is: pg_cron wakes it, it works until nothing is left or its time is over.
const settings = readEnvironment()
const tick = createTick({
  work: composeWorker(settings).work,
  secret: settings.cron_secret,
  timer: systemTimer,
})

export default { fetch: (request: Request): Promise<Response> => tick(request) }
