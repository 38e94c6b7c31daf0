import type { z } from 'zod'
import {
  type AlexData,
  alexDataSchema,
  type CloData,
  cloDataSchema,
  type Signals,
  type SocraticData,
  socraticDataSchema,
  type TaData,
  taDataSchema,
  type Unit,
} from '../../contract/agentMessages.ts'
import type { Milestone } from '../../contract/plan.ts'
import { cleanAgentText, needsCleaning } from './text.ts'

/** What the agents said that validates, cleaned; an empty list or null means: use the built-in part. */
export type Heard = {
  grounding: CloData['grounding']
  objectives: CloData['objectives']
  units: Unit[]
  milestone: Milestone | null
  project: AlexData['project'] | null
  gaps: AlexData['gaps']
  exercises: TaData['exercises']
  blockers: TaData['blockers']
  questions: SocraticData['questions']
}

/** Copies a value with every text in it cleaned; the same value when nothing had to be. */
function clean<T>(value: T): T {
  if (typeof value === 'string') {
    // Cleaning a string yields a string, which the type parameter cannot say.
    return (needsCleaning(value) ? cleanAgentText(value, 1000) : value) as T
  }
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const cleaned = entries.map(([key, item]): [string, unknown] => [key, clean(item)])
  if (cleaned.every(([, item], index) => item === entries[index]?.[1])) {
    return value
  }
  // Same shape, cleaned members.
  return (Array.isArray(value) ? cleaned.map(([, item]) => item) : Object.fromEntries(cleaned)) as T
}

/** Reads one field; what cleaning changed must be valid still, because a text may be empty now or longer. */
function field<T>(signal: Record<string, unknown> | null, name: string, schema: z.ZodType<T>): T | null {
  if (signal === null || !Object.hasOwn(signal, name)) return null
  const parsed = schema.safeParse(signal[name])
  if (!parsed.success) return null
  const cleaned = clean(parsed.data)
  if (cleaned === parsed.data) return cleaned
  const again = schema.safeParse(cleaned)
  return again.success ? again.data : null
}

/** Takes from the stored signals each field that validates by itself, so that one bad field costs only itself. */
export function readSignals({ clo, alex, ta, socratic }: Signals): Heard {
  const units = field(clo, 'units', cloDataSchema.shape.units) ?? []
  return {
    grounding: field(clo, 'grounding', cloDataSchema.shape.grounding) ??
      'process_only',
    objectives: field(clo, 'objectives', cloDataSchema.shape.objectives) ?? [],
    units: units.filter((unit, index) => units.findIndex((other) => other.id === unit.id) === index),
    milestone: field(clo, 'milestone', cloDataSchema.shape.milestone),
    project: field(alex, 'project', alexDataSchema.shape.project),
    gaps: field(alex, 'gaps', alexDataSchema.shape.gaps) ?? [],
    exercises: field(ta, 'exercises', taDataSchema.shape.exercises) ?? [],
    blockers: field(ta, 'blockers', taDataSchema.shape.blockers) ?? [],
    questions: field(socratic, 'questions', socraticDataSchema.shape.questions) ?? [],
  }
}
