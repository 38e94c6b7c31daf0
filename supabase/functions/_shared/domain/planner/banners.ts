import { escapeText } from './markdownText.ts'

const PARTS: Record<string, string> = {
  clo: 'the weekly objectives',
  alex: 'the project',
  ta: 'the exercises',
  socratic: 'the questions',
  instructor: "the instructor's version of the plan",
}

const CAUSES: Record<string, string> = {
  stale: 'an older copy is used',
  timeout: 'no answer in time',
  rate_limited: 'too many requests at the moment',
  bad_schema: 'the answer could not be read',
  agent_error: 'an error on the other side',
  circuit_open: 'paused after repeated errors',
  not_found: 'nothing is known there yet',
  rejected: 'it did not pass our checks',
  budget: 'no time or allowance was left',
}

const word = (table: Record<string, string>, key: string, otherwise: string) =>
  Object.hasOwn(table, key) ? table[key] ?? otherwise : otherwise

/** What is missing today and that the plan stands without it; null when nothing is missing. */
export function degradedBanner(reasons: readonly string[]): string | null {
  if (reasons.length === 0) return null
  const parts = reasons.slice(0, 10).map((reason) => {
    const [agent = '', cause = ''] = reason.split(':')
    return `${word(PARTS, agent, 'one input')} (${word(CAUSES, cause, 'not available')})`
  })
  return `Not everything could be asked today: ${
    parts.join(', ')
  }. The plan below was made without it and is complete.`
}

/** That a plan schedules method only, and what changes this. */
export function methodBanner(topicOutlineStep: string): string {
  return `This plan has no content of its own: it gives you method and time until there is an outline. ${
    escapeText(topicOutlineStep)
  }`
}
