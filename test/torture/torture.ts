import { parseArgs } from 'node:util'
import { composeRowTable, describeMachine, publish } from '../support/publish.ts'
import { renderRows, renderRowsJson, type Row } from '../support/scoreboard.ts'
import type { Suite } from './suite.ts'
import { SUITES } from './suites.ts'

// npm run torture [-- --minutes 10 --seed 1 --only <suite> --json --publish]: attacks and breaks the whole system on
// purpose and says what held; --publish writes it into docs/reliability.md. Code 1: a promise did not hold.

const MINUTE_MS = 60_000
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
})
const minutes = Number(values.minutes)
const seed = Number(values.seed)
const unknown = (values.only ?? []).filter((name) => !SUITES.some((suite) => suite.name === name))
if (!(minutes > 0) || !Number.isInteger(seed) || unknown.length > 0) {
  console.error(
    `Usage: npm run torture -- [--minutes 10] [--seed 1] [--json] [--publish] [--only <${
      SUITES.map((suite) => suite.name).join('|')
    }>]`,
  )
  process.exit(2)
}

const suites = SUITES.filter((suite) => !values.only || values.only.includes(suite.name))
const weights = suites.reduce((sum, suite) => sum + suite.weight, 0)
const rows: Row[] = []
for (const [at, suite] of suites.entries()) rows.push(...await runSuite(suite, at))
console.log(`\n${renderRows(rows)}\n\nSeed ${seed}, ${minutes} minutes`)
if (values.publish) publishRows()
if (values.json) console.log(renderRowsJson(rows))
process.exit(rows.every((row) => row.met) ? 0 : 1)

async function runSuite(suite: Suite, at: number): Promise<Row[]> {
  const startedAt = performance.now()
  const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} s`
  const label = `[${at + 1}/${suites.length}] ${suite.name}`
  const progress = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${label} ${seconds()}  ${text}`)
  }
  try {
    const budgetMs = minutes * MINUTE_MS * suite.weight / weights
    const found = await suite.run({ seed, budgetMs, progress })
    progress('')
    console.error(`${label}: ${found.filter((row) => row.met).length}/${found.length} met, ${seconds()}`)
    return found
  } catch (error) {
    console.error(error)
    return [{ name: `${suite.name} ran`, figure: String(error), target: 'measured', met: false }]
  }
}

function publishRows(): void {
  const machine = describeMachine(`npm run torture -- --minutes ${minutes} --seed ${seed} --publish`)
  publish('docs/reliability.md', 'torture', [machine, '', ...composeRowTable(rows), ''].join('\n'))
}
