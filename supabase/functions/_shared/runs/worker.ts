import type { ClaimedRun, NewRunEvent, RunEnd, RunFact } from '../contract/runs.ts'
import type { SaveDayRequest } from '../store/learnerStore.ts'
import { createRunContext, type RunContext, type RunContextPorts } from './runContext.ts'
import { FencedOutError } from './runWriter.ts'

/** How a handler leaves its run; `bind`: the winner becomes the plan of that day, in the same transaction. */
export type Outcome = { end: RunEnd; bind: SaveDayRequest | null; events: NewRunEvent[] }
export type RunHandlers = Record<RunFact['kind'], (context: RunContext) => Promise<Outcome>>

export type WorkerOptions = {
  /** A uuid of this one process. */
  worker: string
  handlers: RunHandlers
  /** How many runs at once. */
  slots: number
  /** How often to look for work when there was none, in ms. */
  poll_ms: number
  /** Ends by itself once nothing is left to do: for a process that somebody else wakes. */
  until_idle: boolean
}

/** A worker that died is noticed after this; one that lives shows it more than ten times in between. */
export const LEASE_MS = 6_000
/** Also the longest a cancelled run goes on calling others. */
export const BEAT_MS = 400

type Held = { run: RunFact; stop: AbortController; ended: Promise<void> }

/** Takes runs and works on them until the signal aborts; then hands back what it holds. */
export async function workRuns(
  options: WorkerOptions,
  ports: RunContextPorts,
  signal: AbortSignal,
): Promise<void> {
  const held = new Map<string, Held>()
  const { timer, store, log } = ports
  let lastBeatAt = timer.now()
  const stopBeating = new AbortController()
  const beating = beat()

  try {
    while (!signal.aborted) {
      const claimed = held.size < options.slots ? await claim() : null
      if (claimed !== null) {
        begin(claimed)
        continue
      }
      if (options.until_idle && held.size === 0) return
      const freed = Promise.race([...held.values()].map(({ ended }) => ended))
      const waited = timer.sleep(options.poll_ms, signal).catch(() => {})
      await (held.size < options.slots ? waited : Promise.race([freed, waited]))
    }
  } finally {
    for (const { stop } of held.values()) stop.abort(new Error('the worker ends'))
    await Promise.all([...held.values()].map(({ ended }) => ended))
    stopBeating.abort()
    await beating
  }

  async function claim(): Promise<ClaimedRun | null> {
    return await store.claimRun(options.worker, LEASE_MS).catch((error: unknown) => {
      log('warn', { function: 'worker', message: 'cannot look for work', cause: nameOf(error) })
      return null
    })
  }

  function begin(claimed: ClaimedRun): void {
    const stop = new AbortController()
    const ended = work(claimed, stop).catch((error: unknown) => {
      log('error', { function: 'worker', run_id: claimed.run.id, cause: nameOf(error) })
    }).finally(() => held.delete(claimed.run.id))
    held.set(claimed.run.id, { run: claimed.run, stop, ended })
  }

  async function work({ run, tasks, user_id, left_ms }: ClaimedRun, stop: AbortController): Promise<void> {
    const claims = { sub: user_id, role: 'authenticated' as const }
    const { context, writer } = createRunContext({ run, tasks, claims, left_ms, signal: stop.signal }, ports)
    try {
      await writer.write(await options.handlers[run.kind](context))
    } catch (error) {
      // Whoever took the run over, or cancelled it, tells the rest of its story.
      if (error instanceof FencedOutError) return stop.abort(error)
      if (stop.signal.aborted) return await giveBack(run, claims)
      log('error', { function: 'worker', run_id: run.id, cause: nameOf(error), stack: stackOf(error) })
      await writer.write({ end: BROKEN }).catch(() => {})
    }
  }

  /** Another worker need not wait for the lease. */
  async function giveBack(run: RunFact, claims: RunContext['claims']): Promise<void> {
    const request = { run_id: run.id, fence: run.fence, write_id: ports.makeId(), release: true }
    await store.writeRun(claims, request).catch(() => {})
  }

  async function beat(): Promise<void> {
    while (!stopBeating.signal.aborted) {
      await timer.sleep(BEAT_MS, stopBeating.signal).catch(() => {})
      const mine = [...held.values()]
      if (mine.length === 0) {
        lastBeatAt = timer.now()
        continue
      }
      try {
        const alive = new Set(
          await store.beatRuns(mine.map(({ run }) => ({ run_id: run.id, fence: run.fence })), LEASE_MS),
        )
        lastBeatAt = timer.now()
        for (const { run, stop } of mine) {
          if (!alive.has(run.id)) stop.abort(new FencedOutError('the run was cancelled or taken over'))
        }
      } catch {
        // Without the database nobody can tell whose the runs are: past the lease they are no longer ours.
        const isLost = timer.now() - lastBeatAt > LEASE_MS
        if (isLost) { for (const { stop } of mine) stop.abort(new FencedOutError('the lease ran out')) }
      }
    }
  }
}

const BROKEN: RunEnd = {
  status: 'failed',
  result: { code: 'INTERNAL_ERROR' },
  level: 'error',
  message: 'Ended by a fault of ours',
  data: { code: 'INTERNAL_ERROR' },
}

const nameOf = (error: unknown) => error instanceof Error ? error.name : 'unknown'

/** The places without the message, which may quote what somebody wrote. */
function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8)
    .map((line) => line.trim()).join(' | ')
}
