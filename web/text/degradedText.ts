const WHO: Record<string, string> = {
  clo: 'the curriculum agent (what comes next)',
  alex: 'the project agent (what you build)',
  ta: 'the practice agent (exercises)',
  socratic: 'the question agent (questions to think about)',
  instructor: 'the instructor (who writes the plan)',
}

const WHAT: Record<string, string> = {
  timeout: 'did not answer in time',
  rate_limited: 'was asked too often and is resting',
  bad_schema: 'answered something that could not be used',
  agent_error: 'failed',
  circuit_open: 'failed several times and is left alone for a while',
  not_found: 'was not found',
  rejected: 'made a plan that breaks a rule',
  budget: 'was not asked because the time was up',
}

/** One `<agent>:<reason>` of day.run in plain words; an unknown one as it came. */
export function degradedText(reason: string): string {
  const [agent = '', why = ''] = reason.split(':')
  const who = WHO[agent]
  if (who === undefined) return reason
  return `${who.slice(0, 1).toUpperCase()}${who.slice(1)} ${WHAT[why] ?? `is missing (${why})`}.`
}
