import type { Timer } from '../_shared/contract/ports.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'
import type { RunStore } from '../_shared/store/runStore.ts'

export type CancelPorts = { runs: RunStore; timer: Timer }

/** Stops a session for good, again and again with the same answer. Takes no token: stopping must always be possible. */
export async function cancel(call: Call, ports: CancelPorts): Promise<Answer> {
  const { run } = accept(
    call,
    await timed(call.trail, 'db', ports.timer.now, () => ports.runs.cancelRun(call.claims, call.id)),
  )
  return { body: { id: run.id, status: 'cancelled' } }
}
