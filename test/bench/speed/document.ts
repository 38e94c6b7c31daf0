import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeRowTable, describeMachine, publish } from '../../support/publish.ts'
import { REPOSITORY } from '../../support/stack.ts'
import type { Finding } from './suite.ts'
import { renderPlot } from './svg.ts'

const DOCUMENT = 'docs/performance.md'
const IMAGES = 'docs/images'

/** Puts what was found between the markers of docs/performance.md, and the plots beside it; answers the path. */
export function writeDocument(findings: readonly Finding[]): string {
  mkdirSync(join(REPOSITORY, IMAGES), { recursive: true })
  const plots = findings.flatMap((finding) => finding.plots ?? [])
  for (const plot of plots) writeFileSync(join(REPOSITORY, IMAGES, plot.file), renderPlot(plot))
  publish(
    DOCUMENT,
    'bench',
    [
      describeMachine('npm run bench'),
      '',
      ...composeRowTable(findings.flatMap(({ rows }) => rows)),
      '',
      ...plots.flatMap(({ title, file }) => [`![${title}](images/${file})`, '']),
      ...findings.flatMap(({ explanation }) => explanation.length === 0 ? [] : [...explanation, '']),
    ].join('\n'),
  )
  return DOCUMENT
}
