/** What one check has to say: what is so, why it matters, and the command that repairs it. */
export type Finding = {
  check: string
  level: 'ok' | 'warning' | 'error'
  what: string
  why: string
  fix: string
}

type Told = Pick<Finding, 'what' | 'why' | 'fix'>

/** Findings of one check: errors and warnings as they come, and what is fine when there were none. */
export type Report = {
  error(told: Told): void
  warn(told: Told): void
  findings(whenFine: string): Finding[]
}

export function openReport(check: string): Report {
  const found: Finding[] = []
  return {
    error: (told) => void found.push({ check, level: 'error', ...told }),
    warn: (told) => void found.push({ check, level: 'warning', ...told }),
    findings: (whenFine) =>
      found.length > 0 ? found : [{ check, level: 'ok', what: whenFine, why: '', fix: '' }],
  }
}
