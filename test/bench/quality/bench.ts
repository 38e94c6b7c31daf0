import { readFileSync, writeFileSync } from 'node:fs'
import { BEGIN, composeReport, END } from './report.ts'
import { runBench } from './runBench.ts'

// npm run bench:quality [-- --write]: what the modes of a session are worth, and what they cost. `--write` puts it into
// docs/quality.md, which a test compares with what comes out here.

const PAGE = new URL('../../../docs/quality.md', import.meta.url)

const report = composeReport(await runBench('served'), await runBench('own'))
if (process.argv[2] === '--write') {
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(BEGIN)
  writeFileSync(PAGE, `${before}${report}${rest?.split(END)[1] ?? '\n'}`)
} else console.log(report)
