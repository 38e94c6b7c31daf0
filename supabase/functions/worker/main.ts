import { readEnvironment } from '../_shared/platform/env.ts'
import { composeWorker } from './compose.ts'

// The long-running worker: `deno run --allow-net --allow-env supabase/functions/worker/main.ts`, any number of them.
// The database hands out the work. SIGTERM and SIGINT give back what is held and end it.
const POLL_MS = 250

const { work, end } = composeWorker(readEnvironment())
const stop = new AbortController()
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  Deno.addSignalListener(name, () => stop.abort(new Error(`${name} came`)))
}
await work({ poll_ms: POLL_MS, until_idle: false }, stop.signal)
await end()
Deno.exit(0)
