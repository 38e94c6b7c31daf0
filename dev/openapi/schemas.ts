import { z } from 'zod'
import {
  completionSchema,
  dayDoneRequestSchema,
  dayDoneResponseSchema,
} from '../../supabase/functions/_shared/contract/dayDone.ts'
import {
  dayRunRequestSchema,
  dayRunResponseSchema,
} from '../../supabase/functions/_shared/contract/dayRun.ts'
import { ERROR_CODES, REASONS } from '../../supabase/functions/_shared/contract/errors.ts'
import {
  eventSchema,
  eventsQuerySchema,
  eventsResponseSchema,
} from '../../supabase/functions/_shared/contract/events.ts'
import { healthResponseSchema } from '../../supabase/functions/_shared/contract/health.ts'
import {
  intentSyncRequestSchema,
  intentSyncResponseSchema,
} from '../../supabase/functions/_shared/contract/intentSync.ts'
import { planSchema, planStepSchema, unitIdSchema } from '../../supabase/functions/_shared/contract/plan.ts'
import {
  daySchema,
  instantSchema,
  uuidSchema,
  weekSchema,
} from '../../supabase/functions/_shared/contract/primitives.ts'
import {
  signalQualitySchema,
  signalStateSchema,
} from '../../supabase/functions/_shared/contract/signalQuality.ts'
import { proxyRequestSchema, proxyResponseSchema } from '../../supabase/functions/_shared/contract/proxy.ts'
import { runEventSchema } from '../../supabase/functions/_shared/contract/runs.ts'
import {
  callbackResponseSchema,
  cancelSessionResponseSchema,
  sessionConfigSchema,
  sessionQuerySchema,
  sessionStatusResponseSchema,
  startSessionRequestSchema,
  startSessionResponseSchema,
  variantSchema,
} from '../../supabase/functions/_shared/contract/session.ts'
import { SESSION_EVENT_DATA } from '../../supabase/functions/_shared/contract/sessionEvents.ts'
import { externalAnswerSchema } from '../../supabase/functions/_shared/domain/quality/externalScore.ts'
import { statusResponseSchema } from '../../supabase/functions/_shared/contract/status.ts'

export type JsonSchema = Record<string, unknown>

const issueSchema = z.strictObject({ path: z.string(), message: z.string() })
/** What `details` may hold; which part depends on the code and the reason. */
const errorDetailsSchema = z.strictObject({
  reason: z.enum(Object.keys(REASONS)).optional(),
  issues: z.array(issueSchema).min(1).max(20).optional(),
  completion: z.strictObject({ session_id: uuidSchema, ...completionSchema.shape }).optional(),
  retry_after_s: z.int().min(1).optional(),
})
const errorFields = {
  code: z.enum(Object.keys(ERROR_CODES)),
  message: z.string(),
  details: errorDetailsSchema.optional(),
  requestId: z.string().min(1).max(128),
}
/** The error shapes have types but no schema in the contract: nothing there parses them. */
export const errorBodySchema = z.strictObject({ error: z.strictObject(errorFields) })
export const problemBodySchema = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string(),
  ...errorFields,
})

/** Any event of a run, whose `data` has one shape for each `type`. */
const sessionEventSchema = z.intersection(
  runEventSchema,
  z.union(
    Object.entries(SESSION_EVENT_DATA).map(([type, data]) =>
      z.looseObject({ type: z.literal(type), data: data.loose() })
    ),
  ),
)

const SHARED = {
  Uuid: uuidSchema,
  Instant: instantSchema,
  Week: weekSchema,
  Day: daySchema,
  UnitId: unitIdSchema,
}
const ANSWERS = {
  ...SHARED,
  IntentSyncResponse: intentSyncResponseSchema,
  DayRunResponse: dayRunResponseSchema,
  Plan: planSchema,
  PlanStep: planStepSchema,
  SignalState: signalStateSchema,
  SignalQuality: signalQualitySchema,
  DayDoneResponse: dayDoneResponseSchema,
  StatusResponse: statusResponseSchema,
  Completion: completionSchema,
  Event: eventSchema,
  EventsResponse: eventsResponseSchema,
  HealthResponse: healthResponseSchema,
  StartSessionResponse: startSessionResponseSchema,
  SessionStatusResponse: sessionStatusResponseSchema,
  RunEvent: runEventSchema,
  SessionEvent: sessionEventSchema,
  CancelSessionResponse: cancelSessionResponseSchema,
  CallbackResponse: callbackResponseSchema,
  ProxyResponse: proxyResponseSchema,
  ErrorDetails: errorDetailsSchema,
  ErrorBody: errorBodySchema,
  ProblemBody: problemBodySchema,
}
const QUESTIONS = {
  ...SHARED,
  IntentSyncRequest: intentSyncRequestSchema,
  DayRunRequest: dayRunRequestSchema,
  DayDoneRequest: dayDoneRequestSchema,
  StartSessionRequest: startSessionRequestSchema,
  Variant: variantSchema,
  SessionConfig: sessionConfigSchema,
  ProxyRequest: proxyRequestSchema,
  CallbackRequest: externalAnswerSchema,
}

const QUERIES: Record<string, z.ZodType> = {
  EventsQuery: eventsQuerySchema,
  SessionQuery: sessionQuerySchema,
}

/** components/schemas: answers as they are sent, requests as they may be written (defaults may be left out). */
export function composeSchemas(): Record<string, JsonSchema> {
  return {
    ...convert(QUESTIONS, 'input'),
    ...convert(ANSWERS, 'output'),
    SessionStream: {
      type: 'string',
      description:
        'Server-Sent Events: `id` is the `seq`, `event` the `type`, `data` one SessionEvent as JSON.',
    },
    MetricsText: { type: 'string', description: 'One sample per line.' },
    OpenapiDocument: {
      type: 'object',
      required: ['openapi', 'info', 'paths', 'components'],
      properties: {
        openapi: { type: 'string' },
        info: { type: 'object' },
        paths: { type: 'object' },
        components: { type: 'object' },
      },
    },
  }
}

/** The schema of one query parameter each. */
export function composeQuery(name: string): Record<string, JsonSchema> {
  const schema = QUERIES[name]
  if (schema === undefined) throw new Error(`Cannot compose query: ${name} is unknown`)
  const { properties } = tidy(z.toJSONSchema(schema, { io: 'output' }))
  // zod gives every object schema its properties.
  return properties as Record<string, JsonSchema>
}

function convert(schemas: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id })
  const uri = (id: string) => `#/components/schemas/${id}`
  const { schemas: made } = z.toJSONSchema(registry, { target: 'draft-2020-12', io, uri })
  return Object.fromEntries(Object.keys(schemas).map((id) => [id, tidy(made[id] ?? {})]))
}

/** Without what says nothing: ids of a document of its own, and bounds that every safe integer keeps. */
function tidy(schema: object): JsonSchema {
  const kept = Object.entries(schema).filter(([key, value]) =>
    key !== '$schema' && key !== '$id' && Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER
  )
  return Object.fromEntries(kept.map(([key, value]) => [key, tidyValue(value)]))
}

function tidyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidyValue)
  return value !== null && typeof value === 'object' ? tidy(value) : value
}
