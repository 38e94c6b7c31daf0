import { dayDoneRequestSchema } from '../_shared/contract/dayDone.ts'
import type { DayDoneResponse, ParsedDayDone } from '../_shared/contract/dayDone.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { nextDayHint } from '../_shared/domain/hint.ts'
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

export type DayDonePorts = LimitPorts & {
  store: LearnerStore
  timer: Timer
}

/** Takes the learner's report once; repeating it answers the same, another report of the same day is refused. */
export async function dayDone(call: Call, ports: DayDonePorts): Promise<Answer> {
  const request = parseRequest('complete day', dayDoneRequestSchema, call.body)

  const fact = await timed(
    call.trail,
    'db',
    ports.timer.now,
    () =>
      ports.store.completeDay(call.claims, composeWrite(call, withoutBlanks(request), limitsOf(call, ports))),
  )
  const { completion, replayed_request_id } = accept(call, fact)

  const body: DayDoneResponse = {
    ok: true,
    next_day_hint: nextDayHint(completion),
    completion_summary: {
      session_id: completion.session_id,
      completion_time_min: completion.completion_time_min,
      confidence: completion.confidence,
      notes: completion.notes,
      completed_at: completion.completed_at,
    },
  }
  return { body, replayed: replayed_request_id != null }
}

/** Nothing said is null, so that the same report compares equal however it was left out. */
function withoutBlanks(request: ParsedDayDone): ParsedDayDone {
  const someOf = <Item>(
    items: Item[] | null | undefined,
  ) => (items == null || items.length === 0 ? null : items)
  return {
    ...request,
    notes: request.notes || null,
    results: someOf(request.results),
    skipped_step_ids: someOf(request.skipped_step_ids),
    self_assessment: someOf(request.self_assessment),
  }
}
