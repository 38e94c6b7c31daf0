import { GROUPS } from './check.ts'
import { groupOf } from './formatReport.ts'
import type { CheckResult, Report } from './report.ts'

// XML 1.0 has no place for most control characters and for halves of surrogate pairs, escaped or not.
// deno-lint-ignore no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

function escapeXml(text: string): string {
  return text.toWellFormed().replace(NOT_XML, '\ufffd').replace(
    /[&<>"\n\r\t]/g,
    (found) => ENTITIES[found] ?? found,
  )
}

function formatCase(result: CheckResult, report: Report): string {
  const suite = `${report.agent}.${GROUPS[groupOf(result)]}`
  const open = `    <testcase classname="${suite}" name="${escapeXml(`${result.id} ${result.title}`)}"`
  const { finding, note, status } = result
  if (status === 'skip') {
    return `${open}><skipped message="${escapeXml(note ?? '')}"/></testcase>`
  }
  if (finding === null) return `${open}/>`
  const text = `sent: ${finding.sent}\nreceived: ${finding.received}\nexpected: ${finding.expected}`
  // Advice must not turn a build red, and JUnit knows no third state.
  if (result.level === 'SHOULD') {
    return `${open}><system-out>${escapeXml(text)}</system-out></testcase>`
  }
  return `${open}><failure message="${escapeXml(finding.expected)}">${escapeXml(text)}</failure></testcase>`
}

const ENDED_EARLY =
  '    <testcase classname="run" name="every check is made"><error message="120 calls or 60 s were used up"/></testcase>'

/** The report as JUnit XML; a SHOULD that does not hold is output of its test case, not a failure. */
export function formatJunit(report: Report): string {
  const { results } = report
  const failures = results.filter(({ status, level }) => status === 'fail' && level === 'MUST')
    .length
  const skipped = results.filter(({ status }) => status === 'skip').length
  const counts = `tests="${
    results.length + (report.ended_early ? 1 : 0)
  }" failures="${failures}" skipped="${skipped}" errors="${report.ended_early ? 1 : 0}"`
  const time = `time="${(report.ms / 1000).toFixed(3)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} ${time}>`,
    `  <testsuite name="wisely-agent-check ${report.agent}" ${counts} ${time}>`,
    ...results.map((result) => formatCase(result, report)),
    ...(report.ended_early ? [ENDED_EARLY] : []),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')
}
