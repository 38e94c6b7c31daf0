import type { z } from 'zod'
import { type Meta, metaSchema } from '../../contract/primitives.ts'

const SHAPE = metaSchema.shape

/** The keys of `meta` the planner reads, with their defaults filled in. */
export type PlannerMeta = {
  outline: NonNullable<Meta['outline']>
  source: NonNullable<Meta['source']> | null
  known: string[]
  weeks: number | null
  days_per_week: number
  study_weekdays: number[] | null
  day_starts_at_hour: number
  goal_kind: NonNullable<Meta['goal_kind']> | null
}

/** Reads `meta` key by key: stored rows and agent requests are not trusted to have passed intent.sync. */
export function readMeta(meta: Record<string, unknown>): PlannerMeta {
  const read = <T>(key: keyof typeof SHAPE, schema: z.ZodType<T>): T | null => {
    if (!Object.hasOwn(meta, key)) return null
    const parsed = schema.safeParse(meta[key])
    return parsed.success ? parsed.data ?? null : null
  }
  return {
    outline: read('outline', SHAPE.outline) ?? [],
    source: read('source', SHAPE.source) ?? null,
    known: read('known', SHAPE.known) ?? [],
    weeks: read('weeks', SHAPE.weeks) ?? null,
    days_per_week: read('days_per_week', SHAPE.days_per_week) ?? 5,
    study_weekdays: read('study_weekdays', SHAPE.study_weekdays) ?? null,
    day_starts_at_hour: read('day_starts_at_hour', SHAPE.day_starts_at_hour) ?? 0,
    goal_kind: read('goal_kind', SHAPE.goal_kind) ?? null,
  }
}
