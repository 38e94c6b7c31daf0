import type { ClaimedRun, RunFact } from '../contract/runs.ts'
import type { RunContextPorts } from './runContext.ts'
import { FencedOutError, isAway } from './runWriter.ts'
import { untilAborted } from './untilAborted.ts'
import { nameOf, type RunHandlers, workRun } from './workRun.ts'

export type { Outcome, RunHandlers } from './workRun.ts'

export type WorkerOptions = {
  /** A uuid of this one process. */
  worker: string
  handlers: RunHandlers
  /** How many runs at once. */
  slots: number
  /** How often to look for work when there was none, in ms. */
  poll_ms: number
  /** Ends by itself once nothing is left to do: for a process that somebody else wakes. Then an outage is thrown. */
  until_idle: boolean
}

/** A worker that died is noticed after this; one that lives shows it more than ten times in between. */
export const LEASE_MS = 6_000
/** Also the longest a cancelled run goes on calling others. */
export const BEAT_MS = 400
/** How often to look for work while the database is away. */
const AWAY_POLL_MS = 1_000

type Held = { run: RunFact; stop: AbortController; ended: Promise<void> }

/** Takes runs and works on them until the signal aborts; then hands back what it holds. */
export async function workRuns(
  options: WorkerOptions,
  ports: RunContextPorts,
  signal: AbortSignal,
): Promise<void> {
  const held = new Map<string, Held>()
  const { timer, store, log } = ports
  const stopBeating = new AbortController()
  const beating = beat(held, ports, stopBeating.signal)
  let isAwayNow = false

  try {
    while (!signal.aborted) {
      const claimed = held.size < options.slots ? await claim() : null
      if (claimed !== null) {
        begin(claimed)
        continue
      }
      if (options.until_idle && held.size === 0) return
      const pause = timer.deadline(isAwayNow ? AWAY_POLL_MS : options.poll_ms, signal)
      const freed = Promise.race([...held.values()].map(({ ended }) => ended))
      await untilAborted(freed, pause.signal).catch(() => {})
      pause.cancel()
    }
  } finally {
    for (const { stop } of held.values()) stop.abort(new Error('the worker ends'))
    await Promise.all([...held.values()].map(({ ended }) => ended))
    stopBeating.abort()
    await beating
  }

  async function claim(): Promise<ClaimedRun | null> {
    try {
      const claimed = await store.claimRun(options.worker, LEASE_MS)
      isAwayNow = false
      return claimed
    } catch (error) {
      if (options.until_idle && held.size === 0) throw error
      // Once per outage: a log that repeats itself every second hides what else it says.
      if (!isAwayNow) {
        log('warn', { function: 'worker', message: 'cannot look for work', cause: nameOf(error) })
      }
      isAwayNow = true
      return null
    }
  }

  function begin(claimed: ClaimedRun): void {
    const stop = new AbortController()
    const ended = workRun(claimed, options.handlers, ports, stop.signal).catch((error: unknown) => {
      log('error', { function: 'worker', run_id: claimed.run.id, cause: nameOf(error) })
    }).finally(() => held.delete(claimed.run.id))
    held.set(claimed.run.id, { run: claimed.run, stop, ended })
  }
}

/** Keeps the leases of what is held, and stops work on runs that are no longer ours. */
async function beat(held: Map<string, Held>, ports: RunContextPorts, signal: AbortSignal): Promise<void> {
  const { timer, store, log } = ports
  let lastBeatAt = timer.now()
  while (!signal.aborted) {
    await timer.sleep(BEAT_MS, signal).catch(() => {})
    const mine = [...held.values()]
    if (mine.length === 0) {
      lastBeatAt = timer.now()
      continue
    }
    try {
      const leases = mine.map(({ run }) => ({ run_id: run.id, fence: run.fence }))
      const alive = new Set(await store.beatRuns(leases, LEASE_MS))
      lastBeatAt = timer.now()
      for (const { run, stop } of mine) {
        if (!alive.has(run.id)) stop.abort(new FencedOutError('the run was cancelled or taken over'))
      }
    } catch (error) {
      if (!isAway(error)) log('error', { function: 'worker', message: 'cannot beat', cause: nameOf(error) })
      // Without the database nobody can tell whose the runs are: past the lease they are no longer ours.
      if (timer.now() - lastBeatAt < LEASE_MS) continue
      for (const { stop } of mine) stop.abort(new Error('the lease ran out'))
    }
  }
}
