import { ERROR_CODES, OrchestratorError, REASONS, refuse } from '../contract/errors.ts'
import type { ErrorCode, Reason } from '../contract/errors.ts'
import type { RateFact, RefusedFact } from '../contract/facts.ts'
import { unauthorized } from '../http/verifyToken.ts'
import { rateLimited } from '../http/rateLimit.ts'
import type { Call } from './call.ts'

/** The store's answer, or the refusal it carries thrown as the caller's error. Notes the rate limits either way. */
export function accept<Fact extends object>(call: Call, fact: Fact | RefusedFact): Fact {
  if ('rates' in fact && Array.isArray(fact.rates)) {
    // Both kinds of facts carry the same list; the schemas checked it.
    call.trail.rates.push(...fact.rates as RateFact[])
  }
  if ('refused' in fact) throw refusalOf(call, fact)
  return fact
}

function refusalOf(call: Call, fact: RefusedFact): OrchestratorError {
  const { code, reason, details } = fact.refused
  if (!isCode(code) || !isReason(reason)) {
    return new OrchestratorError('INTERNAL_ERROR', `Unknown refusal ${code} ${reason}`)
  }
  if (reason === 'RATE_LIMITED') return rateLimited(fact.rates)
  // A token that outlived its user is no credential; a service that names nobody made a wrong request.
  if (reason === 'USER_NOT_FOUND' && call.caller.kind === 'learner') {
    return unauthorized('the user does not exist')
  }
  const waitS = details.retry_after_s
  return refuse(code, reason, {
    details,
    replayed_request_id: fact.replayed_request_id ?? null,
    headers: typeof waitS === 'number' ? { 'retry-after': String(waitS) } : {},
  })
}

function isCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code)
}

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(REASONS, reason)
}
