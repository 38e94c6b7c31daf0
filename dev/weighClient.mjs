// What the built client costs an application: its size when bundled, and whether a part can be had without the rest.
// Accident it prevents: a dependency or a line that runs at import time makes every page heavier, and nobody sees it.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Bytes, minified and compressed; 3,767 on 2026-11-21. */
const MOST_BYTES = 4_096
/** Minified class and little else; 205 on 2026-11-21. */
const MOST_ERROR_BYTES = 300
/** Text that minifying keeps and that only the event stream has. */
const STREAM_MARK = 'wisely.events:'

const entry = join(dirname(dirname(fileURLToPath(import.meta.url))), 'client', 'dist', 'mod.js')
const whole = await bundle(`export * from ${JSON.stringify(entry)}`)
const error = await bundle(`export { OrchestratorError } from ${JSON.stringify(entry)}`)

console.log(`whole client: ${whole.length} bytes minified, ${weigh(whole)} compressed, at most ${MOST_BYTES}`)
console.log(`OrchestratorError alone: ${weigh(error)} compressed, at most ${MOST_ERROR_BYTES}`)
const problems = [
  ...weigh(whole) > MOST_BYTES ? ['the client is too heavy'] : [],
  ...weigh(error) > MOST_ERROR_BYTES || error.includes(STREAM_MARK)
    ? ['the error brings the rest along']
    : [],
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
