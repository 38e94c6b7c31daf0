import { parseArgs } from 'node:util'
import { renderRows, renderRowsJson } from '../../support/scoreboard.ts'
import { writeDocument } from './document.ts'
import { runSuites } from './runSuites.ts'
import type { Size } from './suite.ts'
import { SUITES } from './suites.ts'

// npm run bench [-- --json --only <row> --quick]: how fast this is, beside the least that is possible and the way it is
// usually written. A whole run writes docs/performance.md. Ends with code 1 when a target is missed.

const FULL: Size = {
  rounds: 5,
  reads: 2_000,
  writers: 1_000,
  open_loop_s: 20,
  memory_requests: 100_000,
  learners: [10_000, 100_000],
  learners_with_300: 1_000,
}
const QUICK: Size = {
  rounds: 3,
  reads: 1_000,
  writers: 300,
  open_loop_s: 5,
  memory_requests: 10_000,
  learners: [5_000],
  learners_with_300: 100,
}
const LEARNERS = 1_000

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
})
const names = SUITES.map((suite) => suite.name)
const unknown = (values.only ?? []).filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`Usage: npm run bench -- [--json] [--quick] [--only <${names.join('|')}>]`)
  process.exit(2)
}
const suites = SUITES.filter((suite) => !values.only || values.only.includes(suite.name))
const { findings, rows } = await runSuites(suites, values.quick ? QUICK : FULL, LEARNERS)
console.log(`\n${renderRows(rows)}`)
if (values.only) { for (const { explanation } of findings) console.log(`\n${explanation.join('\n')}`) }
if (!values.only && !values.quick) console.log(`\nWritten: ${writeDocument(findings)}`)
if (values.json) console.log(renderRowsJson(rows))
process.exit(rows.every((row) => row.met) ? 0 : 1)
