import type { Timer } from '../_shared/contract/ports.ts'
import { sessionQuerySchema } from '../_shared/contract/session.ts'
import { accept } from '../_shared/hall/accept.ts'
import { type Answer, type Call, timed } from '../_shared/hall/call.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { RunStore } from '../_shared/store/runStore.ts'
import { composeStatus } from './composeStatus.ts'

export type StatusPorts = { runs: RunStore; timer: Timer }

/** Events of one answer; a session tells far fewer, and who wants more asks on with `after`. */
const EVENTS_MAX = 1_000

/** Where a session stands: one snapshot, no writes. */
export async function status(call: Call, ports: StatusPorts): Promise<Answer> {
  const { after } = parseRequest('read session', sessionQuerySchema, Object.fromEntries(call.query))
  const reading = accept(
    call,
    await timed(
      call.trail,
      'db',
      ports.timer.now,
      () => ports.runs.readRun(call.claims, call.id, after, EVENTS_MAX),
    ),
  )
  return { body: composeStatus(reading), cacheable: true }
}
