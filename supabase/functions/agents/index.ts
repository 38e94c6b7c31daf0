import { readEnvironment } from '../_shared/platform/env.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createAgentsApp } from './app.ts'

const { agents_function } = readEnvironment()
const app = createAgentsApp({ ...agents_function, now: systemTimer.now })

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
