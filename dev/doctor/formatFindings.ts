import type { Finding } from './finding.ts'

const MARKS = { ok: 'ok     ', warning: 'WARNING', error: 'ERROR  ' }

/** For people: what is fine in a line, what is not in three. */
export function formatFindings(findings: Finding[]): string {
  const lines = findings.flatMap(({ check, level, what, why, fix }) => {
    const line = `${MARKS[level]}  ${check}: ${what}`
    return level === 'ok' ? [line] : [line, `         why  ${why}`, `         fix  ${fix}`]
  })
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  return [...lines, '', `${count('error')} errors, ${count('warning')} warnings, ${count('ok')} fine`].join(
    '\n',
  )
}
