import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { findDeno } from '../../../dev/denoBinary.mjs'
import { REPOSITORY } from '../../support/stack.ts'
import type { Finding } from './suite.ts'
import { renderPlot } from './svg.ts'

const DOCUMENT = 'docs/performance.md'
const IMAGES = 'docs/images'
const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

/** Puts what was found between the markers of docs/performance.md, and the plots beside it; answers the path. */
export function writeDocument(findings: readonly Finding[]): string {
  const path = join(REPOSITORY, DOCUMENT)
  const text = readFileSync(path, 'utf8')
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${DOCUMENT} has no ${BEGIN} … ${END}`)
  mkdirSync(join(REPOSITORY, IMAGES), { recursive: true })
  const plots = findings.flatMap((finding) => finding.plots ?? [])
  for (const plot of plots) writeFileSync(join(REPOSITORY, IMAGES, plot.file), renderPlot(plot))
  const body = [
    describeMachine(),
    '',
    '| | what | figure | target |',
    '| --- | --- | --- | --- |',
    ...findings.flatMap(({ rows }) => rows).map((row) =>
      `| ${row.met ? 'met' : '**short**'} | ${row.name} | ${row.figure} | ${row.target} |`
    ),
    '',
    ...plots.flatMap(({ title, file }) => [`![${title}](images/${file})`, '']),
    ...findings.flatMap(({ explanation }) => explanation.length === 0 ? [] : [...explanation, '']),
  ].join('\n')
  writeFileSync(path, `${before}${BEGIN}\n\n${body}\n${END}${after}`)
  execFileSync(findDeno(REPOSITORY), ['fmt', '--quiet', path], { cwd: REPOSITORY })
  return DOCUMENT
}

function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown'
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const versions = execFileSync(findDeno(REPOSITORY), ['--version'], { encoding: 'utf8' }).split('\n')[0]
  return `Measured on ${
    new Date().toISOString().slice(0, 10)
  } with \`npm run bench\`: ${cpus().length} cores (${model}), ` +
    `${gigabytes} GB, ${process.platform}, ${versions}, PostgreSQL 17 with fsync on, client and servers on one machine.`
}
