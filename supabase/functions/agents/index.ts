import { readEnvironment } from '../_shared/platform/env.ts'
import { makeId } from '../_shared/platform/ids.ts'
import { createLog } from '../_shared/platform/log.ts'
import { systemTimer } from '../_shared/platform/timer.ts'
import { createAgentsApp } from './app.ts'
import { createAuthor } from './llm/createAuthor.ts'
import { readLlmSettings } from './llm/llmSettings.ts'
import { loadModel } from './llm/loadModel.ts'

const { agents, agents_function, log_level } = readEnvironment()
const timer = systemTimer
const settings = readLlmSettings(agents)
const author = settings === null ? null : createAuthor({
  settings,
  load: () => loadModel(settings, fetch),
  timer,
  makeId,
  log: createLog(log_level, timer),
})
const app = createAgentsApp({ ...agents_function, now: timer.now, author })

export default {
  fetch: (request: Request): Promise<Response> => app.fetch(request),
}
