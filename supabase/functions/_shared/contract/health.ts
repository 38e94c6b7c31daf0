import { z } from 'zod'

/** What connects an installation with models and scorers outside; docs/configuration.md says what each is for. */
const settingSchema = z.enum(['configured', 'unconfigured'])
export const outsideSettingsSchema = z.strictObject({
  FAST_AGENT_URL: settingSchema,
  FAST_AGENT_KEY: settingSchema,
  N8N_WEBHOOK_QUICK: settingSchema,
  N8N_WEBHOOK_ASYNC: settingSchema,
  N8N_SECRET: settingSchema,
  HMAC_SECRET: settingSchema,
})

/**
 * GET health: liveness of this isolate, no credential and no database. `?deep=1` with a secret key adds `checks`:
 * readiness. `database` and `keys` decide it; the others are told, because a day is served without them.
 */
export const healthResponseSchema = z.strictObject({
  status: z.enum(['ok', 'unhealthy']),
  version: z.string(),
  checks: z.strictObject({
    /** The round trip of one statement. */
    database: z.strictObject({ ok: z.boolean(), ms: z.number().nullable() }),
    /** Of this isolate. */
    pool: z.strictObject({ open: z.int(), idle: z.int(), waiting: z.int(), max: z.int() }),
    keys: z.strictObject({ ok: z.boolean(), count: z.int() }),
    /** Null where the CLI's history is absent, and when the database does not answer. */
    newest_migration: z.string().nullable(),
    /** Null where there is no Realtime, and when the database does not answer. */
    realtime_partition: z.boolean().nullable(),
    /** Agents whose breaker is open in this isolate. */
    breakers_open: z.array(z.string()),
    /** Every configured agent; `ok` when something answered its address in time. */
    agents: z.record(
      z.string(),
      z.strictObject({
        ok: z.boolean(),
        ms: z.number(),
        transport: z.enum(['http', 'in_process']),
      }),
    ),
    /** Whether each is set, never to what. */
    outside: outsideSettingsSchema,
  }).optional(),
})
export type HealthResponse = z.infer<typeof healthResponseSchema>

/** What the database tells in one trip. */
export const readinessFactSchema = z.object({
  newest_migration: z.string().nullable(),
  realtime_partition: z.boolean().nullable(),
})
export type ReadinessFact = z.infer<typeof readinessFactSchema>
