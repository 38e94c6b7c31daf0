import {
  ERROR_CODES,
  type ErrorCode,
  type Reason,
  REASONS,
} from '../../supabase/functions/_shared/contract/errors.ts'
import { CODES, REASON_ROWS } from './refusals.ts'

// The keys of both tables, as Object.keys forgets them.
const codes = Object.keys(ERROR_CODES) as ErrorCode[]
const reasons = Object.keys(REASONS) as Reason[]

/** One table of codes and one of reasons, for docs/errors.md. */
export function renderErrorReference(): string {
  const reasonsOf = (code: ErrorCode) =>
    reasons.filter((reason) => REASON_ROWS[reason].code === code).map((reason) => `\`${reason}\``).join(', ')
  const ofCodes = codes.map((code) => {
    const { when, retry, todo } = CODES[code]
    return [String(ERROR_CODES[code]), `\`${code}\``, when, reasonsOf(code), retry, todo]
  })
  const ofReasons = reasons.map((reason) => {
    const { code, when, retry, todo } = REASON_ROWS[reason]
    return [`\`${reason}\``, `\`${code}\``, when, retry, todo, REASONS[reason]]
  })
  return [
    '## Codes',
    '',
    ...renderTable(['status', 'code', 'when', 'reasons', 'retry', 'what to do'], ofCodes),
    '',
    '## Reasons',
    '',
    ...renderTable(['reason', 'code', 'when', 'retry', 'what to do', 'message'], ofReasons),
  ].join('\n')
}

/** A Markdown table as the formatter leaves it. */
function renderTable(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, at) => Math.max(3, ...[head, ...rows].map((row) => row[at]?.length ?? 0)))
  const renderRow = (cells: string[]) =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`
  return [renderRow(head), renderRow(widths.map((width) => '-'.repeat(width))), ...rows.map(renderRow)]
}
