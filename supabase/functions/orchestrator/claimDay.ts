import type { ParsedDayRun } from '../_shared/contract/dayRun.ts'
import { refuse } from '../_shared/contract/errors.ts'
import type { DayFact, SessionFact } from '../_shared/contract/facts.ts'
import { accept } from './accept.ts'
import { type Call, composeWrite } from './call.ts'
import type { DayRunPorts } from './dayRun.ts'

/** The day is ours to build, or somebody's answer is already there. */
export type ClaimedDay = { day: DayFact } | {
  answered: SessionFact
  replayed: boolean
}

const POLL_FIRST_MS = 100
const POLL_MOST_MS = 500

/** Claims the learner's day. While another request builds it, waits within the deadline and takes its answer. */
export async function claimDay(
  call: Call,
  request: ParsedDayRun,
  ports: DayRunPorts,
  leaseMs: number,
  deadline: AbortSignal,
): Promise<ClaimedDay> {
  const body = { week: request.week ?? null, day: request.day ?? null }
  const limits = [...ports.write_limits, ...ports.day_run_limits]
  const write = {
    ...composeWrite(call, body, limits),
    lease_s: leaseMs / 1000,
    holder: ports.makeId(),
    settle: false,
  }

  let begun = accept(call, await ports.store.beginDay(call.claims, write))
  while ('waiting' in begun) {
    await awaitRelease(call, begun.waiting, ports, deadline)
    // Counted once: a waiter pays no second rate-limit token.
    begun = accept(
      call,
      await ports.store.beginDay(call.claims, {
        ...write,
        limits: [],
        settle: true,
      }),
    )
  }
  if ('answered' in begun) {
    return {
      answered: begun.answered,
      replayed: begun.replayed_request_id != null,
    }
  }
  return { day: begun.day }
}

type Waiting = {
  intent_id: string
  week: number
  day: number
  lease_left_ms: number
}

/** Returns when nobody holds the day any more; 503 with the rest of the lease when the deadline comes first. */
async function awaitRelease(
  call: Call,
  waiting: Waiting,
  ports: DayRunPorts,
  deadline: AbortSignal,
): Promise<void> {
  let leaseLeftMs = waiting.lease_left_ms
  for (
    let pauseMs = POLL_FIRST_MS;
    leaseLeftMs > 0;
    pauseMs = Math.min(pauseMs * 2, POLL_MOST_MS)
  ) {
    try {
      await ports.timer.sleep(Math.min(pauseMs, leaseLeftMs), deadline)
    } catch {
      throw refuse('SERVICE_UNAVAILABLE', 'DAY_IN_PROGRESS', {
        headers: { 'retry-after': String(Math.ceil(leaseLeftMs / 1000)) },
      })
    }
    const { intent_id, week, day } = waiting
    leaseLeftMs = (await ports.store.readDay(call.claims, { intent_id, week, day }))
      .lease_left_ms
  }
}
