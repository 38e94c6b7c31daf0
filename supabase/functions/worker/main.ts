import { readEnvironment } from '../_shared/platform/env.ts'
import { composeWorker } from './compose.ts'

// The long-running worker, any number of them: ops/worker/Dockerfile and `npm start` run this file.
// The database hands out the work. SIGTERM and SIGINT give back what is held and end it.
const POLL_MS = 250
const END_LIMIT_MS = 500

const { work, end } = composeWorker(readEnvironment())
const stop = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  Deno.addSignalListener(name, () => stop.abort(new Error(`${name} came`)))
}
await work({ poll_ms: POLL_MS, until_idle: false }, stop.signal)
// A database that is away would not let go of its connections: what was held has been given back already.
await Promise.race([end(), new Promise((resolve) => setTimeout(resolve, END_LIMIT_MS))])
Deno.exit(0)
