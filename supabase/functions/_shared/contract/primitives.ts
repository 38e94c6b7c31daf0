import { z } from 'zod'
import { META_MAX_BYTES, META_MAX_DEPTH } from './bounds.ts'

export const AGENT_NAMES = ['clo', 'alex', 'ta', 'socratic'] as const
export type AgentName = (typeof AGENT_NAMES)[number]

export const DEPTHS = ['surface', 'informed', 'expert'] as const
export const depthSchema = z.enum(DEPTHS)
export type Depth = z.infer<typeof depthSchema>

export const uuidSchema = z.uuid()
export const weekSchema = z.int().min(1).max(104)
export const daySchema = z.int().min(1).max(7)
export const budgetMinSchema = z.int().min(20).max(180)

/** RFC 3339 UTC with milliseconds and `Z`, as every time on the wire. */
export const instantSchema = z.iso.datetime({ precision: 3 })
export const localDateSchema = z.iso.date()

/** Postgres refuses NUL in text and lone surrogates in jsonb, so neither may come in. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

/** Text as a person types it: trimmed, 1..max characters counted after trimming. */
export function textSchema(maxChars: number) {
  return z.string().trim().min(1).max(maxChars).refine(isStorableText, 'contains NUL or a lone surrogate')
}

/** Names that Intl reads as zones with summer time and Postgres as abbreviations without: dates would disagree. */
const AMBIGUOUS_ZONES = ['CET', 'EET', 'MET', 'WET']

/**
 * True for an IANA name that Intl knows and Postgres reads the same. Offsets are refused: Postgres reads `+05:30` with
 * the opposite sign.
 */
export function isTimeZoneName(name: string): boolean {
  zones ??= new Set()
  if (zones.has(name)) return true
  if (!isZone(name)) return false
  if (zones.size >= MAX_ZONES) zones.clear()
  zones.add(name)
  return true
}

const MAX_ZONES = 500
// Asking Intl costs 50 µs, a third of an intent.sync outside the database; all learners share a few names.
let zones: Set<string> | undefined

function isZone(name: string): boolean {
  if (AMBIGUOUS_ZONES.includes(name.toUpperCase())) return false
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const timeZoneSchema = z.string().max(64).refine(isTimeZoneName, 'is not an IANA time zone name')

/** Levels of lists and objects. */
export function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

function hasOnlyStorableText(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([key, item]) => isStorableText(key) && hasOnlyStorableText(item))
}

const outlineItemSchema = z.union([
  textSchema(120),
  z.strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/).optional(),
    name: textSchema(120),
    prereqs: z.array(z.string().max(64)).max(8).optional(),
    est_min: z.int().min(15).max(600).optional(),
    task: textSchema(400).optional(),
    check: textSchema(200).optional(),
  }),
])

/** The keys of `meta` that the planner reads; every other key is kept and goes to the agents as it is. */
export const metaSchema = z.looseObject({
  outline: z.array(outlineItemSchema).max(60).optional(),
  source: z.strictObject({ title: textSchema(200), url: z.url({ protocol: /^https?$/ }).max(500).optional() })
    .optional(),
  known: z.array(textSchema(120)).max(60).optional(),
  weeks: z.int().min(1).max(104).optional(),
  days_per_week: z.int().min(1).max(7).optional(),
  /** ISO weekdays, Monday = 1 … Sunday = 7. */
  study_weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
  /** The learner's day starts at this local hour. */
  day_starts_at_hour: z.int().min(0).max(6).optional(),
  goal_kind: z.enum(['build', 'exam', 'perform', 'understand']).optional(),
  learning_style: textSchema(120).optional(),
})
  .refine(
    (meta) => new TextEncoder().encode(JSON.stringify(meta)).length <= META_MAX_BYTES,
    `is larger than ${META_MAX_BYTES} bytes`,
  )
  .refine((meta) => depthOf(meta) <= META_MAX_DEPTH, `is nested deeper than ${META_MAX_DEPTH} levels`)
  .refine(hasOnlyStorableText, 'contains NUL or a lone surrogate')

export type Meta = z.infer<typeof metaSchema>
