// What the built client costs an application: its size when bundled, and whether a part can be had without the rest.
// Accident it prevents: a dependency or a line that runs at import time makes every page heavier, and nobody sees it.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Bytes, minified and compressed; 3,814 on 2026-11-21. */
const MOST_BYTES = 4_096
/** Minified class and little else; 205 on 2026-11-21. */
const MOST_ERROR_BYTES = 300
/** The second entry by itself, which an application without sessions does not load; 3,264 on 2026-11-21. */
const MOST_SESSIONS_BYTES = 3_584
/** Text that minifying keeps and that only the stream of a session has. */
const SESSIONS_MARK = 'Last-Event-ID'
/** Text that minifying keeps and that only the event stream has. */
const STREAM_MARK = 'wisely.events:'

const built = join(dirname(dirname(fileURLToPath(import.meta.url))), 'client', 'dist')
const entry = join(built, 'mod.js')
const whole = await bundle(`export * from ${JSON.stringify(entry)}`)
const error = await bundle(`export { OrchestratorError } from ${JSON.stringify(entry)}`)
const sessions = await bundle(`export * from ${JSON.stringify(join(built, 'sessions.js'))}`)

console.log(`whole client: ${whole.length} bytes minified, ${weigh(whole)} compressed, at most ${MOST_BYTES}`)
console.log(`OrchestratorError alone: ${weigh(error)} compressed, at most ${MOST_ERROR_BYTES}`)
console.log(`sessions: ${weigh(sessions)} compressed, at most ${MOST_SESSIONS_BYTES}`)
const problems = [
  ...weigh(sessions) > MOST_SESSIONS_BYTES ? ['the sessions are too heavy'] : [],
  ...whole.includes(SESSIONS_MARK) ? ['the client brings the sessions along'] : [],
  ...weigh(whole) > MOST_BYTES ? ['the client is too heavy'] : [],
  ...weigh(error) > MOST_ERROR_BYTES || error.includes(STREAM_MARK)
    ? ['the error brings the rest along']
    : [],
  ...sessions.includes(STREAM_MARK) ? ['the sessions bring the event stream along'] : [],
  ...sessions.includes(SESSIONS_MARK) ? [] : ['the mark of the sessions is gone: nothing is proven'],
  ...whole.includes(STREAM_MARK) ? [] : ['the mark of the event stream is gone: nothing is proven'],
]
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

async function bundle(code) {
  const name = 'virtual:application'
  const application = {
    name: 'application',
    resolveId: (id) => id === name ? id : undefined,
    load: (id) => id === name ? code : undefined,
  }
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [application],
    build: {
      write: false,
      minify: true,
      rollupOptions: { input: name, preserveEntrySignatures: 'strict', external: [] },
    },
  })
  return output[0].code
}

function weigh(code) {
  return gzipSync(code, { level: 9 }).length
}
