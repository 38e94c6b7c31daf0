import { OrchestratorError } from '../contract/errors.ts'
import type { DayFact } from '../contract/facts.ts'
import type { RunContext } from '../runs/runContext.ts'
import type { QualityPorts } from './ports.ts'

export type Target = { week: number; day: number }
/** Why a session cannot plan that day. */
export type DayRefusal = { refused: string }

/** For reading or writing alone: nothing is held while agents or models work. */
const CLAIM_LEASE_S = 5
const POLL_MS = 500

/** Claims a day that is not completed, waiting for whoever is at it and for a database that is away. */
export async function claimDay(
  context: RunContext,
  target: Target,
  ports: QualityPorts,
): Promise<{ day: DayFact } | DayRefusal> {
  const holder = ports.makeId()
  for (;;) {
    const begun = await beginDay(context, target, holder, ports)
    if (begun !== null && 'refused' in begun) return { refused: begun.refused.reason }
    if (begun !== null && 'day' in begun) return { day: begun.day }
    // A completed day answers what is stored: it is not planned again.
    if (begun !== null && 'answered' in begun) return { refused: 'SESSION_ALREADY_COMPLETED' }
    if (context.leftMs() < POLL_MS) return { refused: 'DAY_IN_PROGRESS' }
    await ports.agents.timer.sleep(POLL_MS, context.signal)
  }
}

/** Null: the database is away. The same holder at every try: one whose reply was lost is given its own claim again. */
async function beginDay(context: RunContext, { week, day }: Target, holder: string, ports: QualityPorts) {
  try {
    return await ports.store.beginDay(context.claims, {
      body: { week, day },
      lease_s: CLAIM_LEASE_S,
      holder,
      settle: false,
      setup: null,
      limits: [],
      idempotency: null,
      request_id: context.run.id,
    })
  } catch (error) {
    if (error instanceof OrchestratorError && error.code === 'SERVICE_UNAVAILABLE') return null
    throw error
  }
}

/** Best effort: without it the next one waits for the lease. */
export async function releaseDay(
  context: RunContext,
  { intent, position, fence }: DayFact,
  ports: QualityPorts,
): Promise<void> {
  await ports.store.releaseDay(context.claims, { intent_id: intent.intent_id, ...position, fence })
    .catch(() => {})
}
