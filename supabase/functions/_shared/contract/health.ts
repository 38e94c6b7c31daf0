import { z } from 'zod'

/** GET health: liveness of this isolate, no credential and no database. `?deep=1` with a secret key adds `checks`. */
export const healthResponseSchema = z.strictObject({
  status: z.enum(['ok', 'unhealthy']),
  version: z.string(),
  checks: z.strictObject({
    database: z.strictObject({ ok: z.boolean(), ms: z.number().nullable() }),
    keys: z.strictObject({ ok: z.boolean(), count: z.int() }),
    breakers_open: z.array(z.string()),
  }).optional(),
})
export type HealthResponse = z.infer<typeof healthResponseSchema>
