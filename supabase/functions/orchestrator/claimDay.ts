import type { ParsedDayRun } from '../_shared/contract/dayRun.ts'
import { refuse } from '../_shared/contract/errors.ts'
import type { DayFact, SessionFact } from '../_shared/contract/facts.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import type { DayRef, LearnerStore, Setup } from '../_shared/store/learnerStore.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Call, composeWrite, type LimitPorts, limitsOf } from '../_shared/hall/call.ts'

export type ClaimPorts = LimitPorts & {
  store: LearnerStore
  timer: Timer
  makeId(): string
}

/** The day is ours to build, or somebody's answer is already there. */
export type ClaimedDay = { day: DayFact } | { answered: SessionFact; replayed: boolean }

type Claim = {
  request: ParsedDayRun
  lease_ms: number
  /** Null: the day is built even if nothing changed. */
  setup: Setup | null
  deadline: AbortSignal
}

const POLL_FIRST_MS = 100
const POLL_MOST_MS = 500

/** Claims the learner's day. While another request builds it, waits within the deadline and takes its answer. */
export async function claimDay(call: Call, claim: Claim, ports: ClaimPorts): Promise<ClaimedDay> {
  const body = { week: claim.request.week ?? null, day: claim.request.day ?? null }
  const ours = { lease_s: claim.lease_ms / 1000, holder: ports.makeId(), settle: false, setup: claim.setup }
  const write = { ...composeWrite(call, body, limitsOf(call, ports, true)), ...ours }

  let begun = accept(call, await ports.store.beginDay(call.claims, write))
  while ('waiting' in begun) {
    await awaitRelease(call, begun.waiting, claim.deadline, ports)
    // Counted once: a waiter pays no second rate-limit token.
    begun = accept(call, await ports.store.beginDay(call.claims, { ...write, limits: [], settle: true }))
  }
  if ('day' in begun) return { day: begun.day }
  return { answered: begun.answered, replayed: begun.replayed_request_id != null }
}

/** Returns when nobody holds the day any more; 503 with the rest of the lease when the deadline comes first. */
async function awaitRelease(
  call: Call,
  waiting: DayRef & { lease_left_ms: number },
  deadline: AbortSignal,
  ports: ClaimPorts,
): Promise<void> {
  const { intent_id, week, day } = waiting
  let leftMs = waiting.lease_left_ms
  let pauseMs = POLL_FIRST_MS
  while (leftMs > 0) {
    try {
      await ports.timer.sleep(Math.min(pauseMs, leftMs), deadline)
    } catch {
      const headers = { 'retry-after': String(Math.ceil(leftMs / 1000)) }
      throw refuse('SERVICE_UNAVAILABLE', 'DAY_IN_PROGRESS', { headers })
    }
    pauseMs = Math.min(pauseMs * 2, POLL_MOST_MS)
    leftMs = (await ports.store.readDay(call.claims, { intent_id, week, day })).lease_left_ms
  }
}
