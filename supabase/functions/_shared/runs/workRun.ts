import type { ClaimedRun, NewRunEvent, RunEnd, RunFact } from '../contract/runs.ts'
import type { Claims, SaveDayRequest } from '../store/learnerStore.ts'
import { createRunContext, type RunContext, type RunContextPorts } from './runContext.ts'
import { AWAY_MS, createRunWriter, FencedOutError, isAway } from './runWriter.ts'
import { untilAborted } from './untilAborted.ts'

/** How a handler leaves its run; `bind`: the winner becomes the plan of that day, in the same transaction. */
export type Outcome = { end: RunEnd; bind: SaveDayRequest | null; events: NewRunEvent[] }
export type RunHandlers = Record<RunFact['kind'], (context: RunContext) => Promise<Outcome>>

/** After its deadline a handler may still say what there is; one that does not is ended without it. */
export const GRACE_MS = 5_000
/** How long a run is tried to be given back; then its lease does it. */
const GIVE_BACK_MS = 2_000

/** Works on one run until it rests, or `stop` aborts: then it is given back, unless it is no longer ours. */
export async function workRun(
  claimed: ClaimedRun,
  handlers: RunHandlers,
  ports: RunContextPorts,
  stop: AbortSignal,
): Promise<void> {
  const { run, tasks, user_id, left_ms } = claimed
  const { timer, store, log } = ports
  const claims: Claims = { sub: user_id, role: 'authenticated' }
  const writer = createRunWriter(
    (write) => store.writeRun(claims, write),
    { run_id: run.id, fence: run.fence },
    ports,
    stop,
  )
  const limit = timer.deadline(left_ms + GRACE_MS, stop)
  // Whatever a handler leaves behind ends with it: no agent is asked for a run that is over.
  const over = new AbortController()
  const signal = AbortSignal.any([limit.signal, over.signal])
  const context = createRunContext({ run, tasks, claims, left_ms, signal, writer }, ports)
  const note = (level: 'info' | 'error', more: Record<string, unknown>) =>
    log(level, { function: 'worker', run_id: run.id, ...more })

  try {
    const outcome = await untilAborted(handlers[run.kind](context), signal)
    over.abort(new Error('the run is over'))
    await writer.write(outcome)
    note('info', { message: 'ended', status: outcome.end.status })
  } catch (error) {
    over.abort(new Error('the run is over'))
    // Whoever took the run over, or cancelled it, tells the rest of its story.
    if (error instanceof FencedOutError || stop.reason instanceof FencedOutError) return
    if (stop.aborted || isAway(error)) return await giveBack(claims, run, ports)
    const isLate = limit.signal.aborted
    note('error', isLate ? { message: 'late' } : { cause: nameOf(error), stack: stackOf(error) })
    await writer.write({ end: isLate ? LATE : BROKEN }).catch((cause: unknown) => {
      note('error', { message: 'cannot be ended', cause: nameOf(cause) })
    })
  } finally {
    limit.cancel()
  }
}

/** Another worker need not wait for the lease. */
async function giveBack(claims: Claims, run: RunFact, ports: RunContextPorts): Promise<void> {
  const { timer, store } = ports
  const write = { run_id: run.id, fence: run.fence, write_id: ports.makeId(), release: true }
  const limit = timer.deadline(GIVE_BACK_MS)
  try {
    while (!limit.signal.aborted) {
      try {
        await store.writeRun(claims, write)
        return
      } catch {
        await timer.sleep(AWAY_MS, limit.signal).catch(() => {})
      }
    }
  } finally {
    limit.cancel()
  }
}

const endFailed = (code: string, message: string): RunEnd => ({
  status: 'failed',
  result: { code },
  level: 'error',
  message,
  data: { code },
})
const BROKEN = endFailed('INTERNAL_ERROR', 'Ended by a fault of ours')
const LATE = endFailed('DEADLINE', 'Not done in time')

export const nameOf = (error: unknown) => error instanceof Error ? error.name : 'unknown'

/** The places without the message, which may quote what somebody wrote. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8)
    .map((line) => line.trim()).join(' | ')
}
