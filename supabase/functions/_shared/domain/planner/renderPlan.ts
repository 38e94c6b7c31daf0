import type { Plan, PlanStep, PlanSummary } from '../../contract/plan.ts'
import { degradedBanner, methodBanner } from './banners.ts'
import { escapeText, linkText } from './markdownText.ts'
import { cutAtWord } from './text.ts'

const MAX_BYTES = 64 * 1024

const KIND_NAMES: Record<PlanStep['kind'], string> = {
  retrieve: 'Recall',
  study: 'Study',
  example: 'Example',
  practice: 'Practice',
  socratic: 'Question',
  build: 'Build',
  reflect: 'Close',
  break: 'Break',
  diagnose: 'Take stock',
}

function stepLines(step: PlanStep, index: number, textMax: number): string[] {
  const text = (value: string) => escapeText(cutAtWord(value, textMax))
  const number = `${index + 1}.`
  const indent = ' '.repeat(number.length + 1)
  return [
    `${number} **${KIND_NAMES[step.kind]} (${step.minutes} min):** ${text(step.action)}`,
    ...(step.resource
      ? [`${indent}- **Source:** ${linkText(cutAtWord(step.resource.title, textMax), step.resource.url)}`]
      : []),
    `${indent}- **Done when:** ${text(step.done_when)}`,
    `${indent}- **Why:** ${text(step.why)}`,
  ]
}

/** Which steps hold the due reviews; the steps name the units, so ids need not be shown. */
function reviewLines({ steps, reviews_due, reviews_included }: Plan): string[] {
  if (reviews_included.length === 0) return []
  const numbers = steps.flatMap((step, index) =>
    step.kind === 'retrieve' && step.unit_ids.some((id) => reviews_included.includes(id)) ? [index + 1] : []
  )
  const later = reviews_due.length - reviews_included.length
  return [
    '### Reviews',
    '',
    `- **Due today:** ${reviews_due.length}, of which ${reviews_included.length} in ${
      numbers.length === 1 ? 'step' : 'steps'
    } ${numbers.join(', ')}`,
    ...(later > 0 ? [`- **Next sessions:** ${later}, oldest first`] : []),
    '',
  ]
}

function changeLines({ changes }: Plan, textMax: number): string[] {
  if (!changes) return []
  const list = (label: string, items: string[]) =>
    items.map((item) => `- **${label}:** ${escapeText(cutAtWord(item, textMax))}`)
  return [
    `- **Changed since version ${changes.from_version}:** ${escapeText(cutAtWord(changes.reason, textMax))}`,
    ...list('Added', changes.added),
    ...list('Removed', changes.removed),
    ...list('Moved', changes.moved),
  ]
}

function renderWith(plan: Plan, degraded_reasons: string[], textMax: number): string {
  const text = (value: string) => escapeText(cutAtWord(value, textMax))
  const banners = [
    plan.grounding === 'process_only'
      ? methodBanner('Send one as meta.outline with intent.sync and the next plan names its sections.')
      : null,
    degradedBanner(degraded_reasons),
  ].filter((banner) => banner !== null)
  const reviews = reviewLines(plan)
  const adapted = [
    ...plan.adaptation.map((entry) => `- **Today:** ${text(entry.reason)}`),
    ...changeLines(plan, textMax),
  ]
  return [
    '# Daily Learning Plan',
    '',
    `## Today's Focus: ${text(plan.title)}`,
    '',
    ...(plan.description === '' ? [] : [`**About:** ${text(plan.description)}`, '']),
    `**Goal:** ${text(plan.goal_link)}`,
    '',
    `**Time and level:** week ${plan.week}, day ${plan.day}, ${plan.minutes_total} minutes, level ${plan.difficulty} of 5`,
    '',
    ...banners.flatMap((banner) => [`> **Note:** ${banner}`, '']),
    '### Objectives',
    '',
    ...plan.objectives.map((objective) => `- **Objective:** ${text(objective.text)}`),
    '',
    '### Steps',
    '',
    ...plan.steps.flatMap((step, index) => stepLines(step, index, textMax)),
    '',
    ...reviews,
    '### Milestone',
    '',
    `**Stage ${plan.milestone.stage} of 4:** ${text(plan.milestone.text)}`,
    '',
    `**Shown by:** ${text(plan.milestone.evidence)}`,
    '',
    ...(adapted.length > 0 ? ['### What changed and why', '', ...adapted, ''] : []),
    ...(plan.if_then ? [`**If-then:** ${text(plan.if_then)}`, ''] : []),
  ].join('\n')
}

/** plan_md, from plan_json and the reasons for a degraded day alone: equal input, equal bytes, at most 64 KiB. */
export function renderPlan(plan: Plan, degraded_reasons: string[]): string {
  const sizeOf = (markdown: string) => new TextEncoder().encode(markdown).length
  const full = renderWith(plan, degraded_reasons, 600)
  // Only text of three and four bytes a character gets this far; 120 characters a text always fit.
  return sizeOf(full) <= MAX_BYTES ? full : renderWith(plan, degraded_reasons, 120)
}

/** plan_json_summary: title, description and one line a step, cut at a word within 140 characters. */
export function summarizePlan(plan: Plan): PlanSummary {
  return {
    title: plan.title,
    description: plan.description,
    steps: plan.steps.map((step) => `${cutAtWord(step.action, 140)} (${step.minutes} min)`),
  }
}
