import { type Check, GROUPS } from './check.ts'
import { type CheckResult, listFailed, type Report } from './report.ts'

const MARKS: Record<CheckResult['status'], string> = {
  pass: 'ok  ',
  fail: 'FAIL',
  skip: 'skip',
}

/** The group letter of a check's id. */
export function groupOf({ id }: Pick<Check, 'id'>): keyof typeof GROUPS {
  // Ids begin with one of the letters: the list of checks is compared with GROUPS by a test.
  return id[0] as keyof typeof GROUPS
}

function formatResult(result: CheckResult): string[] {
  const advice = result.status === 'fail' && result.level === 'SHOULD'
  const mark = advice ? 'hint' : MARKS[result.status]
  const line = `  ${mark} ${result.id.padEnd(3)} ${result.level.padEnd(6)} ${result.title}`
  const note = result.note === null ? '' : ` (${result.note})`
  const { finding } = result
  if (finding === null) return [`${line}${note}`]
  return [
    `${line}${note}`,
    `         sent      ${finding.sent}`,
    `         received  ${finding.received}`,
    `         expected  ${finding.expected}`,
  ]
}

function countOf(report: Report, status: CheckResult['status']): number {
  return report.results.filter((result) => result.status === status).length
}

/** The report for a reader: by group, findings in full, and the verdict last. */
export function formatReport(report: Report): string {
  const groups = Object.entries(GROUPS).flatMap(([letter, name]) => {
    const results = report.results.filter((result) => groupOf(result) === letter)
    return results.length === 0 ? [] : ['', `${letter} ${name}`, ...results.flatMap(formatResult)]
  })
  const failed = listFailed(report, 'MUST')
  const hints = listFailed(report, 'SHOULD')
  const times = report.p50_ms === null ? '' : `, answers p50 ${report.p50_ms} ms, p95 ${report.p95_ms} ms`
  return [
    `${report.agent} at ${report.root}, asked by ${report.method}`,
    ...groups,
    '',
    `${report.calls} calls in ${(report.ms / 1000).toFixed(1)} s${times}`,
    `${countOf(report, 'pass')} hold, ${countOf(report, 'skip')} do not apply or stay open`,
    ...(hints.length > 0 ? [`advice: ${hints.join(', ')}`] : []),
    ...(report.ended_early
      ? ['ended early: 120 calls or 60 s were used up; --only asks for less at a time']
      : []),
    report.passed
      ? 'conforms: every MUST holds'
      : `does not conform: ${failed.join(', ') || 'not every check was made'}`,
  ].join('\n')
}
