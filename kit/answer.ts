import { instructorDataSchema, SIGNAL_SCHEMAS } from '../supabase/functions/_shared/contract/agentMessages.ts'
import type { Probe } from './probe.ts'
import type { Reply } from './sendRequest.ts'
import { fail, leaveOpen, type Verdict, VerdictError } from './verdict.ts'

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

export function hasJsonType(reply: Reply): boolean {
  return /^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(
    reply.headers.get('content-type') ?? '',
  )
}

/** A plan without an envelope, which instructors may answer. */
export function isBarePlan(probe: Probe, reply: Reply): boolean {
  return probe.agent === 'instructor' && isObject(reply.json) &&
    !('ok' in reply.json) &&
    'plan_json' in reply.json
}

/** What keeps a body from being an envelope, or null. */
export function findEnvelopeFault(probe: Probe, reply: Reply): string | null {
  const { json } = reply
  if (!isObject(json)) return 'the body is no JSON object'
  if (isBarePlan(probe, reply)) return null
  if (typeof json['ok'] !== 'boolean') return '`ok` is missing or no boolean'
  const hasData = isObject(json['data'])
  if (json['ok'] && json['code'] !== 'NOT_MODIFIED' && !hasData) {
    return '`ok: true` without a `data` object'
  }
  return null
}

/** The check that reports what is wrong with a reply as such, whatever it answers; null when nothing is. */
function findBrokenRule(probe: Probe, reply: Reply): string | null {
  if (reply.failure !== null) return 'A4'
  if (isRedirect(reply.status)) return 'A6'
  if (reply.status === 304) return null
  if (!hasJsonType(reply)) return 'A5'
  return findEnvelopeFault(probe, reply) === null ? null : 'B1'
}

/** Leaves a reply that is broken as such to the check that is about that. */
export function requireSound(probe: Probe, reply: Reply): void {
  const broken = findBrokenRule(probe, reply)
  if (broken !== null) {
    throw new VerdictError(
      leaveOpen(`the reply to "${reply.sent}" breaks ${broken}`),
    )
  }
}

export function isAnswer(probe: Probe, reply: Reply): boolean {
  return reply.status === 200 && isObject(reply.json) &&
    (reply.json['ok'] === true || isBarePlan(probe, reply))
}

/** `data` of a good answer; a check that asks for data fails with any other. */
export function dataOf(probe: Probe, reply: Reply): JsonObject {
  requireSound(probe, reply)
  if (!isAnswer(probe, reply) || !isObject(reply.json)) {
    throw new VerdictError(fail(reply, '200 with ok: true'))
  }
  const data = isBarePlan(probe, reply) ? reply.json : reply.json['data']
  if (!isObject(data)) throw new VerdictError(fail(reply, 'data'))
  return data
}

/** Fails unless the reply is a good answer; a sound refusal is a finding here. */
export function expectAnswer(
  probe: Probe,
  reply: Reply,
  why: string,
): Verdict | null {
  requireSound(probe, reply)
  return isAnswer(probe, reply) ? null : fail(reply, `200 with ok: true: ${why}`)
}

/** Fails unless the reply has this status (and code, where the contract names one). */
export function expectRefusal(
  probe: Probe,
  reply: Reply,
  statuses: readonly number[],
  code: string | null = null,
): Verdict | null {
  requireSound(probe, reply)
  const said = isObject(reply.json) ? reply.json['code'] : undefined
  if (statuses.includes(reply.status) && (code === null || said === code)) {
    return null
  }
  return fail(
    reply,
    `${statuses.join(' or ')}${code === null ? '' : ` with code ${code}`}, and never a 5xx`,
  )
}

/** The bounds that data breaks, as `path: what is wrong`. */
export function listDataIssues(
  probe: Probe,
  data: JsonObject,
): { path: string; message: string }[] {
  const schema = probe.agent === 'instructor' ? instructorDataSchema : SIGNAL_SCHEMAS[probe.agent]
  const issues = schema.safeParse(data).error?.issues ?? []
  return issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }))
}

/** Every text inside a value. */
export function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(listTexts)
}

/** The member as a list of objects; whatever is none is left out, because bounds are another check's matter. */
export function listObjects(data: JsonObject, member: string): JsonObject[] {
  const value = data[member]
  return Array.isArray(value) ? value.filter(isObject) : []
}

export function listStrings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
