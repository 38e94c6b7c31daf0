import { intentSyncRequestSchema, intentSyncResponseSchema } from '../_shared/contract/intentSync.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { LearnerStore } from '../_shared/store/learnerStore.ts'
import { accept } from '../_shared/hall/accept.ts'
import {
  type Answer,
  type Call,
  composeWrite,
  type LimitPorts,
  limitsOf,
  timed,
} from '../_shared/hall/call.ts'

export type IntentSyncPorts = LimitPorts & {
  store: LearnerStore
  timer: Timer
}

/** Takes down what the learner wants to learn: the same topic updates the active intent, another one replaces it. */
export async function intentSync(call: Call, ports: IntentSyncPorts): Promise<Answer> {
  const request = parseRequest('sync intent', intentSyncRequestSchema, call.body)

  const fact = await timed(
    call.trail,
    'db',
    ports.timer.now,
    () => ports.store.syncIntent(call.claims, composeWrite(call, request, limitsOf(call, ports))),
  )
  const { intent, replayed_request_id } = accept(call, fact)

  // Parsing puts the keys in the contract's order: jsonb forgets it.
  return {
    body: intentSyncResponseSchema.parse(intent),
    replayed: replayed_request_id != null,
  }
}
