// The day on the command line: `node main.js '{"url": …}'`, the same with `deno run`.
import process from 'node:process'
import { runDay } from './day.js'

const transport = globalThis.WebSocket ?? (await import('ws')).default
console.log(JSON.stringify(await runDay({ ...JSON.parse(process.argv[2] ?? ''), transport })))
// supabase-js keeps its socket for 50 s after the last channel has left, and with it the process.
process.exit()
