import type { z } from 'zod'
import {
  AGENT_CODES,
  AGENT_CONTRACT,
  type AgentCode,
  type InstructorData,
  instructorDataSchema,
  SIGNAL_SCHEMAS,
} from '../contract/agentMessages.ts'
import { type ModelAnswer, modelAnswerSchema } from '../contract/model.ts'
import type { AgentName } from '../contract/primitives.ts'
import { parseCleanJson } from './cleanJson.ts'

export type EnvelopeMeta = {
  strict: boolean
  agent_version: string | null
  /** Milliseconds since the epoch. */
  generated_at: number | null
  degraded: boolean
}

/** What an agent's body says, whatever the status around it. */
export type EnvelopeReading<T> =
  | { kind: 'answer'; data: T; meta: EnvelopeMeta }
  | { kind: 'not_modified'; meta: EnvelopeMeta }
  | { kind: 'refused'; code: AgentCode | null; error: string | null }
  | { kind: 'malformed'; code: 'BAD_SCHEMA' | 'UNSUPPORTED_VERSION'; detail: string }

type JsonObject = Record<string, unknown>

/** Data that fits, or what does not fit: paths only, never values. */
type Checked<T> = { fits: true; data: T } | { fits: false; detail: string }

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rejectBody(detail: string): { kind: 'malformed'; code: 'BAD_SCHEMA'; detail: string } {
  return { kind: 'malformed', code: 'BAD_SCHEMA', detail }
}

function listIssues(issues: readonly { path: PropertyKey[]; code: string }[]): string {
  return issues.slice(0, 3).map((issue) => `${issue.path.map(String).join('.')}: ${issue.code}`).join('; ')
    .slice(0, 200)
}

// Each field stands alone: a wrong `generated_at` must not cost an otherwise good answer.
function readMeta(meta: JsonObject): EnvelopeMeta {
  const text = (value: unknown) => typeof value === 'string' && value.length > 0 ? value.slice(0, 64) : null
  const generatedAt = Date.parse(text(meta['generated_at']) ?? '')
  return {
    strict: meta['contract'] != null,
    agent_version: text(meta['agent_version']),
    generated_at: Number.isNaN(generatedAt) ? null : generatedAt,
    degraded: meta['degraded'] === true,
  }
}

function readEnvelope<T>(
  body: JsonObject,
  agent: string,
  check: (data: JsonObject, strict: boolean) => Checked<T>,
): EnvelopeReading<T> {
  const code = AGENT_CODES.find((known) => known === body['code']) ?? null
  if (body['ok'] === false) {
    return { kind: 'refused', code, error: typeof body['error'] === 'string' ? body['error'] : null }
  }
  if (body['ok'] !== true) return rejectBody('ok: missing')

  const rawMeta = isObject(body['meta']) ? body['meta'] : {}
  const meta = readMeta(rawMeta)
  if (meta.strict && rawMeta['contract'] !== AGENT_CONTRACT) {
    return { kind: 'malformed', code: 'UNSUPPORTED_VERSION', detail: 'meta.contract' }
  }
  if (meta.strict && rawMeta['agent'] !== agent) return rejectBody('meta.agent: names another agent')
  if (code === 'NOT_MODIFIED') return { kind: 'not_modified', meta }
  if (!isObject(body['data'])) return rejectBody('data: missing')

  const checked = check(body['data'], meta.strict)
  return checked.fits ? { kind: 'answer', data: checked.data, meta } : rejectBody(checked.detail)
}

/**
 * A signal agent's body. With `meta.contract` the data must fit the agent's schema; without it any JSON object is a
 * signal, because the first agents promised no more than `data?: any`.
 */
export function parseSignalBody(text: string, agent: AgentName): EnvelopeReading<JsonObject> {
  const body = parseCleanJson(text)
  if (body === null) return rejectBody('body: no JSON within the depth limit')
  if (!isObject(body.value)) return rejectBody('body: no object')
  return readEnvelope(body.value, agent, (data, strict) => {
    if (!strict) return { fits: true, data }
    const parsed = SIGNAL_SCHEMAS[agent].safeParse(data)
    return parsed.success
      ? { fits: true, data: parsed.data }
      : { fits: false, detail: `data.${listIssues(parsed.error.issues)}` }
  })
}

/** An instructor's body, in the envelope or bare. */
export function parseInstructorBody(text: string): EnvelopeReading<InstructorData> {
  return parseBody(text, 'instructor', instructorDataSchema)
}

/** The answer of a model that was asked with a prompt, in the envelope or bare. */
export function parseModelBody(text: string): EnvelopeReading<ModelAnswer> {
  return parseBody(text, 'fast_agent', modelAnswerSchema)
}

function parseBody<T>(text: string, agent: string, schema: z.ZodType<T>): EnvelopeReading<T> {
  const check = (data: JsonObject): Checked<T> => {
    const parsed = schema.safeParse(data)
    return parsed.success
      ? { fits: true, data: parsed.data }
      : { fits: false, detail: `data.${listIssues(parsed.error.issues)}` }
  }
  const body = parseCleanJson(text)
  if (body === null) return rejectBody('body: no JSON within the depth limit')
  if (!isObject(body.value)) return rejectBody('body: no object')
  if ('ok' in body.value) return readEnvelope(body.value, agent, check)

  const checked = check(body.value)
  return checked.fits
    ? { kind: 'answer', data: checked.data, meta: readMeta({}) }
    : rejectBody(checked.detail)
}
