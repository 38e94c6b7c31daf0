// `npm run mutate -- [--room domain|agents|http] [--file <part of a name>|<folder>/] [--concurrency 2] [--fresh]`: changes the code in
// small ways and counts how often a test notices. Every survivor is printed: code that no test defends.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ROOMS } from './mutateRooms.mjs'

const repository = dirname(dirname(fileURLToPath(import.meta.url)))
const tools = join(repository, 'tools', 'node_modules')
const SHARED = 'supabase/functions/_shared'
/** Beside four times the time the tests took without a mutant. Generous: a slow machine is not a caught fault. */
const TIMEOUT_MS = 10_000

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: Object.keys(ROOMS) },
    file: { type: 'string', multiple: true, default: [] },
    concurrency: { type: 'string', default: '2' },
    // Earlier results are kept while code and covering tests stay as they are; nobody knows what covers a constant.
    fresh: { type: 'boolean', default: false },
  },
})
const unknown = values.room.filter((room) => !(room in ROOMS))
if (unknown.length > 0) {
  console.error(
    `Unknown room: ${unknown.join(', ')}. Rooms: ${Object.keys(ROOMS).join(', ')}`,
  )
  process.exit(1)
}
process.chdir(repository)
let failed = false
for (const room of values.room) failed = !(await mutateRoom(room)) || failed
process.exitCode = failed ? 1 : 0

/** True when the room reached its score; a part of a room is shown and not judged. */
async function mutateRoom(room) {
  const { tests, without, leftOut, least } = ROOMS[room]
  const startedAt = performance.now()
  const home = join('.local', 'mutation')
  mkdirSync(home, { recursive: true })
  const { Stryker } = await import(
    pathToFileURL(
      join(tools, '@stryker-mutator', 'core', 'dist', 'src', 'index.js'),
    )
  )
  const results = await new Stryker({
    mutate: [
      ...patternsOf(room),
      ...Object.keys(leftOut).map((path) => `!${SHARED}/${room}/${path}`),
    ],
    plugins: [join(repository, 'tools', 'mutation', 'runner.mjs')],
    testRunner: 'in-process',
    inProcess: { tests: listTests().filter((path) => tests.some((part) => path.startsWith(part))), without },
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    timeoutMS: TIMEOUT_MS,
    timeoutFactor: 4,
    incremental: true,
    force: values.fresh,
    incrementalFile: join(home, `${room}.json`),
    tempDirName: join('.local', 'stryker'),
    // The sandbox holds what the tests of these rooms read.
    ignorePatterns: [
      '/*',
      ...['supabase', 'test', 'dev', 'kit', 'client', 'package.json'].map((name) => `!/${name}`),
    ],
    reporters: ['progress-append-only'],
    logLevel: 'warn',
    warnings: { unknownOptions: false },
    allowEmpty: true,
    checkers: [],
    disableTypeChecks: false,
  }).runMutationTest()
  // The results of earlier, partial runs come along.
  const asked = results.filter(({ fileName }) => isAsked(fileName))
  return report(room, asked, least, (performance.now() - startedAt) / 1000)
}

/** `--file week` means every file whose name starts so, `--file time/` the folder. */
function patternsOf(room) {
  if (values.file.length === 0) return [`${SHARED}/${room}/**/*.ts`]
  return values.file.map((part) => `${SHARED}/${room}/${part.includes('/') ? `${part}**` : `**/${part}*`}.ts`)
}

function isAsked(fileName) {
  return values.file.length === 0 || values.file.some((part) => fileName.includes(`/${part}`))
}

function listTests() {
  return readdirSync('test', { recursive: true }).filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path}`).sort()
}

function report(room, results, least, seconds) {
  const files = [...new Set(results.map(({ fileName }) => fileName))]
  const rows = files.map((file) => ({
    file: file.split(`_shared/${room}/`)[1],
    ...count(results.filter(({ fileName }) => fileName === file)),
  }))
    .sort((a, b) => a.score - b.score || a.file.localeCompare(b.file))
  const total = {
    file: `${room} in ${Math.round(seconds)} s`,
    ...count(results),
  }
  console.log('\n score  killed timeout survived uncovered  file')
  for (const row of [...rows, total]) console.log(formatRow(row))
  const alive = results.filter(isAlive).map(formatMutant)
  const list = join('.local', 'mutation', `${room}-survivors.txt`)
  writeFileSync(list, `${alive.join('\n')}\n`)
  console.log(
    values.file.length > 0 ? alive.join('\n') : `The survivors are listed in ${list}`,
  )
  if (values.file.length > 0) return true
  if (total.score < least) {
    console.log(
      `${room} scores ${total.score.toFixed(1)} %, wanted are ${least} %`,
    )
  }
  return total.score >= least
}

function isAlive({ status }) {
  return status === 'Survived' || status === 'NoCoverage'
}

/** A timeout counts as noticed, and is shown apart; a mutant that does not compile counts for nothing. */
function count(mutants) {
  const of = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length
  const killed = of('Killed')
  const timeout = of('Timeout')
  const survived = of('Survived')
  const uncovered = of('NoCoverage')
  const judged = killed + timeout + survived + uncovered
  return {
    killed,
    timeout,
    survived,
    uncovered,
    score: judged === 0 ? 100 : (100 * (killed + timeout)) / judged,
  }
}

function formatRow({ score, killed, timeout, survived, uncovered, file }) {
  const columns = [[killed, 7], [timeout, 7], [survived, 8], [uncovered, 9]]
  return `${score.toFixed(1).padStart(6)} ${
    columns.map(([n, width]) => String(n).padStart(width)).join(' ')
  }  ${file}`
}

function formatMutant(
  { fileName, location: { start, end }, replacement, status },
) {
  const lines = readFileSync(fileName, 'utf8').split('\n')
  const last = start.line === end.line ? end.column - 1 : undefined
  const original = lines[start.line - 1].slice(start.column - 1, last).trim()
  const place = `${fileName.slice(repository.length + 1)}:${start.line}:${start.column}`
  return `${
    status === 'NoCoverage' ? 'uncovered' : 'survived'
  } ${place}\n    ${original}\n    -> ${replacement}`
}
