import { planSchema } from '../../contract/plan.ts'
import { findResidue } from '../planner/placeholders.ts'
import { cleanText } from '../planner/text.ts'
import type { Seen } from './lookAtPlan.ts'
import { type Flag, type FlagName, GATE_CAP } from './planScore.ts'
import { CLAIMS_A_RESULT, SPEAKS_TO_A_MODEL } from './words/english.ts'

const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S*|\bwww\.\S+/gi
/** Longer than any text a learner or a track may have. */
const MOST_OWN_CHARS = 4000
const WORK: ReadonlySet<string | null> = new Set(['study', 'example', 'practice', 'build'])

/**
 * The learner's own words: a goal like "a TODO app" is no residue, and an address in it is not invented. Cleaned
 * as the planner cleans them, and put together only for a plan in which something was found: they are long.
 */
function ownWords({ context }: Seen): string {
  return [
    context.topic,
    context.goal,
    ...context.units.flatMap((unit) => [unit.name, ...unit.texts]),
  ].map((text) => cleanText(text, MOST_OWN_CHARS)).join('\n')
}

const bare = (url: string) => url.replace(/[.,;:!?)\]}"'»”’]+$/, '')

function inventedUrls(seen: Seen): string[] {
  const { plan, context } = seen
  const said = plan.texts.filter((text) => /:\/\/|www\./i.test(text)).flatMap((text) =>
    text.match(ADDRESS) ?? []
  )
  const given = new Set(context.allowed_urls.map(bare))
  const open = [...plan.urls, ...said].map(bare).filter((url) => !given.has(url))
  if (open.length === 0) return []
  const own = (ownWords(seen).match(ADDRESS) ?? []).map(bare)
  const allowed = [...given, ...own]
  return open.filter((url) =>
    // A long text was cut at its end, and the address in it with it.
    !(url.endsWith('…')
      ? allowed.some((each) => each.startsWith(bare(url.slice(0, -1))))
      : allowed.includes(url))
  )
}

function residueOf(seen: Seen): string | null {
  const found = seen.plan.texts.flatMap((text) => findResidue(text) ?? [])
  if (found.length === 0) return null
  const own = ownWords(seen)
  return found.find((each) => !own.includes(each)) ?? null
}

function says(seen: Seen, pattern: RegExp): boolean {
  const texts = seen.plan.texts.filter((text) => pattern.test(text))
  return texts.length > 0 && !pattern.test(ownWords(seen))
}

function firstTooEarly({ steps, context }: Seen): { unit: string; needs: string } | null {
  const units = new Map(context.units.map((unit) => [unit.id, unit]))
  const opened = new Set(context.opened)
  for (const step of steps) {
    if (!WORK.has(step.kind)) continue
    for (const id of step.unit_ids) {
      const needs = opened.has(id)
        ? undefined
        : units.get(id)?.prereqs.find((prereq) => units.has(prereq) && !opened.has(prereq))
      if (needs !== undefined) return { unit: id, needs }
      opened.add(id)
    }
  }
  return null
}

function unknownUnits({ steps, context }: Seen): string[] {
  const known = new Set([...context.units.map((unit) => unit.id), ...context.opened])
  return [...new Set(steps.flatMap((step) => step.unit_ids))].filter((id) => !known.has(id))
}

/** What no plan may do; each failure caps the total at 49. */
export function findFailedGates(given: unknown, seen: Seen): Flag[] {
  const { context, minutes } = seen
  const failed: Flag[] = []
  const fail = (name: FlagName, text: string) =>
    failed.push({ name, cap: GATE_CAP, says: text.slice(0, 240) })

  const parsed = planSchema.safeParse(given)
  const [issue] = parsed.success ? [] : parsed.error.issues
  if (issue) fail('schema', `plan_json does not fit its schema: ${issue.path.join('.')} ${issue.message}`)
  if (minutes !== context.budget_min) {
    fail('minutes', `the steps take ${minutes} of ${context.budget_min} minutes`)
  }
  const early = firstTooEarly(seen)
  if (early) fail('prerequisites', `${early.unit} comes before ${early.needs}, which it needs`)
  const unknown = unknownUnits(seen)
  if (unknown.length > 0) fail('unknown_units', `no such unit: ${unknown.join(', ')}`)
  const residue = residueOf(seen)
  if (residue !== null) fail('placeholder', `a placeholder is left in the text: ${residue}`)
  if (says(seen, SPEAKS_TO_A_MODEL)) {
    fail('speaks_to_a_model', 'a text speaks to a model instead of to the learner')
  }
  const [invented] = inventedUrls(seen)
  if (invented !== undefined) fail('invented_url', `nobody vouched for ${invented}`)
  if (!context.has_evidence && says(seen, CLAIMS_A_RESULT)) {
    fail('score_without_evidence', 'a result of the learner is claimed, and nothing was measured')
  }
  return failed
}
