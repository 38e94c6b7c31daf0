import { z } from 'zod'
import {
  ACTION_MIN_CHARS,
  DONE_WHEN_MIN_CHARS,
  type Plan,
  type PlanStep,
  planStepSchema,
  STEP_KINDS,
} from '../../contract/plan.ts'
import { cleanAgentText, countChars } from './text.ts'

/** A step of an instructor as far as it can be used; minutes are only a weight until the day is rescaled. */
export type LiftedStep = Omit<PlanStep, 'id' | 'minutes' | 'objective_ids'> & {
  weight: number | null
  /** Units it named that today's baseline does not have. */
  unknown_units: string[]
}

const KIND_VERBS: readonly [PlanStep['kind'], RegExp][] = [
  ['retrieve', /\b(recall|retrieve|from memory|quiz|flashcards?|review)\b/i],
  ['build', /\b(build|implement|create|make|write|develop|ship|code)\b/i],
  ['practice', /\b(practi[cs]e|exercise|solve|apply|test|try|train|do)\b/i],
  ['example', /\b(example|walk through|trace|demo)\b/i],
  ['socratic', /\b(question|why|discuss|argue|debate|explain)\b/i],
  ['reflect', /\b(reflect|summari[sz]e|journal|note)\b/i],
  ['break', /\b(break|pause|rest)\b/i],
  ['diagnose', /\b(diagnos\w*|assess|pretest)\b/i],
]

function kindOf(action: string): PlanStep['kind'] {
  return KIND_VERBS.find(([, verbs]) => verbs.test(action))?.[0] ?? 'study'
}

const fieldsSchema = z.object({
  action: z.string().catch(''),
  done_when: z.string().catch(''),
  why: z.string().catch(''),
  kind: z.enum(STEP_KINDS).nullable().catch(null),
  minutes: z.number().positive().max(1_000_000).nullable().catch(null),
  unit_ids: z.array(z.string().catch('')).max(50).catch([]),
  difficulty: planStepSchema.shape.difficulty.nullable().catch(null),
  resource: planStepSchema.shape.resource.nullable().catch(null),
})

/** One step as given, a text as in the seed or an object, made usable; null when it says nothing. */
export function liftStep(given: unknown, baseline: Plan, allowedUrls: readonly string[]): LiftedStep | null {
  const parsed = fieldsSchema.safeParse(typeof given === 'string' ? { action: given } : given)
  if (!parsed.success) return null
  const fields = parsed.data
  const said = cleanAgentText(fields.action, 540, allowedUrls)
  if (said === '') return null
  const action = countChars(said) >= ACTION_MIN_CHARS
    ? said
    : `${said} (part of today's focus: ${baseline.title})`.slice(0, 600)
  const done_when = cleanAgentText(fields.done_when, 240, allowedUrls)
  const known = new Set(baseline.steps.flatMap((step) => step.unit_ids))
  const named = [...new Set(fields.unit_ids)]
  const { resource } = fields
  const isAllowed = resource && resource.url !== null &&
    allowedUrls.includes(resource.url)
  return {
    kind: fields.kind ?? kindOf(said),
    weight: fields.minutes,
    action,
    done_when: countChars(done_when) >= DONE_WHEN_MIN_CHARS
      ? done_when
      : 'a written result of this step can be shown to someone else',
    why: cleanAgentText(fields.why, 240, allowedUrls) ||
      'Chosen by the instructor for today.',
    difficulty: fields.difficulty ?? baseline.difficulty,
    unit_ids: named.filter((id) => known.has(id)).slice(0, 12),
    unknown_units: named.filter((id) => !known.has(id)),
    ...(resource && isAllowed
      ? {
        resource: {
          ...resource,
          title: cleanAgentText(resource.title, 200) || 'Source',
        },
      }
      : {}),
  }
}
