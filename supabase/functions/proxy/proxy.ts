import { type CachePolicy, parseCacheControl } from '../_shared/agents/cachePolicy.ts'
import {
  ANSWER_TTL_S,
  type KeptAnswer,
  type KeptTimes,
  proxyRequestSchema,
} from '../_shared/contract/proxy.ts'
import { OrchestratorError } from '../_shared/contract/errors.ts'
import type { RefusedFact } from '../_shared/contract/facts.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, type LimitPorts, limitsOf, timed } from '../_shared/hall/call.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { AnswerStore } from '../_shared/store/answerStore.ts'
import type { WriteRequest } from '../_shared/store/learnerStore.ts'
import { type AskPorts, askTarget, chooseTarget, type Told } from './askTarget.ts'
import type { Flights } from './flights.ts'

export type Made = { answer: KeptAnswer; times: KeptTimes | null }

export type ProxyPorts = AskPorts & LimitPorts & { store: AnswerStore; flights: Flights<Made> }

/** POST proxy: asks one agent or model once. What it says is kept for a day, for this learner and this question. */
export async function proxy(call: Call, ports: ProxyPorts): Promise<Answer> {
  const request = parseRequest('ask', proxyRequestSchema, call.body)
  const target = chooseTarget(request, ports)
  const wish = parseCacheControl(call.headers.get('cache-control'))
  const lookup = {
    key: target.key,
    with_day: target.agent !== null,
    max_age_s: oldestWanted(wish),
    limits: questionLimits(call, ports),
  }
  const found = acceptQuestion(
    call,
    await timed(call.trail, 'db', ports.timer.now, () => ports.store.findAnswer(call.claims, lookup)),
  )
  call.trail.fields.asked = target.name
  if ('hit' in found) {
    const { answer, age_s, ...times } = found.hit
    return tell(call, 'HIT', { answer, times }, { age: String(age_s) })
  }

  const { key, day } = found.miss
  const make = async () => {
    const told = await askTarget(call, target, { request, day }, ports)
    return { answer: told.answer, times: wish.no_store ? null : await keep(call, key, told, ports) }
  }
  // Not shared when it must not be kept: an answer that another waits for is kept by that other.
  const made = wish.no_store ? await make() : await ports.flights.share(`${call.caller.user_id} ${key}`, make)
  return tell(call, 'MISS', made)
}

/** Seconds; 0: none that is kept will do, null: any. */
function oldestWanted({ no_cache, max_age_s }: CachePolicy): number | null {
  if (no_cache) return 0
  return max_age_s === null ? null : Math.min(max_age_s, ANSWER_TTL_S)
}

/** A miss is a write, and one of as many questions a day as there may be day.run calls, counted apart from them. */
function questionLimits(call: Call, ports: LimitPorts): WriteRequest<unknown>['limits'] {
  const writes = limitsOf(call, ports)
  const perDay = limitsOf(call, ports, true).slice(writes.length)
  return [...writes, ...perDay.map((limit) => ({ ...limit, policy: 'questions' }))]
}

/** The reason is day.run's, the sentence must not be. */
function acceptQuestion<Fact extends object>(call: Call, fact: Fact | RefusedFact): Fact {
  if ('refused' in fact && fact.refused.reason === 'NO_ACTIVE_INTENT') {
    throw new OrchestratorError('CONFLICT', 'Cannot ask agent: no active learning intent', {
      details: { reason: 'NO_ACTIVE_INTENT' },
    })
  }
  return accept(call, fact)
}

/** When it was kept and until when; null when the agent would not have it kept, or the database could not. */
async function keep(call: Call, key: string, told: Told, ports: ProxyPorts): Promise<KeptTimes | null> {
  if (told.ttl_s === 0) return null
  try {
    const kept = await timed(
      call.trail,
      'db',
      ports.timer.now,
      () => ports.store.keepAnswer(call.claims, { key, ttl_s: told.ttl_s }, told.answer),
    )
    return 'refused' in kept ? null : kept
  } catch (error) {
    // Somebody may have paid for it: the learner gets it all the same.
    if (!(error instanceof OrchestratorError)) throw error
    call.trail.fields.kept = false
    return null
  }
}

function tell(
  call: Call,
  cache: 'HIT' | 'MISS',
  { answer, times }: Made,
  headers: Record<string, string> = {},
): Answer {
  call.trail.fields.cache = cache
  const { created_at, expires_at } = times ?? { created_at: null, expires_at: null }
  return { body: { ...answer, created_at, expires_at }, headers: { 'x-cache': cache, ...headers } }
}
