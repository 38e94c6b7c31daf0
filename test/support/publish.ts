import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { findDeno } from '../../dev/denoBinary.mjs'
import type { Row } from './scoreboard.ts'
import { REPOSITORY } from './stack.ts'

/** Replaces what stands between `<!-- name: begin -->` and `<!-- name: end -->` of a document. */
export function publish(document: string, name: string, body: string): void {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`]
  const path = join(REPOSITORY, document)
  const [before, rest] = readFileSync(path, 'utf8').split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`${document} has no ${begin} … ${end}`)
  writeFileSync(path, `${before}${begin}\n\n${body}\n${end}${after}`)
  execFileSync(findDeno(REPOSITORY), ['fmt', '--quiet', path], { cwd: REPOSITORY })
}

/** The rows as a Markdown table, unmet ones in bold. */
export function composeRowTable(rows: readonly Row[]): string[] {
  return [
    '| | what | figure | target |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) =>
      `| ${row.met ? 'met' : '**short**'} | ${row.name} | ${row.figure} | ${row.target} |`
    ),
  ]
}

/** When, with what, on which machine. */
export function describeMachine(command: string): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown'
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const versions = execFileSync(findDeno(REPOSITORY), ['--version'], { encoding: 'utf8' }).split('\n')[0]
  return `Measured on ${
    new Date().toISOString().slice(0, 10)
  } with \`${command}\`: ${cpus().length} cores (${model}), ` +
    `${gigabytes} GB, ${process.platform}, ${versions}, PostgreSQL 17 with fsync on, client and servers on one machine.`
}
