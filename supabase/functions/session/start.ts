import type { AgentEndpoint } from '../_shared/agents/endpoints.ts'
import type { Timer } from '../_shared/contract/ports.ts'
import { type QualityInput, startSessionRequestSchema } from '../_shared/contract/session.ts'
import { accept } from '../_shared/hall/accept.ts'
import {
  type Answer,
  type Call,
  composeWrite,
  type LimitPorts,
  limitsOf,
  timed,
} from '../_shared/hall/call.ts'
import { parseRequest } from '../_shared/http/parseRequest.ts'
import type { RunStore } from '../_shared/store/runStore.ts'

export type StartPorts = LimitPorts & {
  runs: RunStore
  /** Sessions of a learner that may be open at once. */
  open_runs_max: number
  /** Null: our own planning strategies answer. */
  fast_agent: AgentEndpoint | null
  makeId(): string
  timer: Timer
}

/** Until a run must be over, whatever it has: the mode's, in seconds. */
const TIMEOUT_S = { fast: 60, balanced: 180, quality: 300 } as const

/** The run is stored and a worker takes it; nothing is made in this request. It costs what a day costs. */
export async function start(call: Call, ports: StartPorts): Promise<Answer> {
  const { prompt, mode, options } = parseRequest('start session', startSessionRequestSchema, call.body)
  const { week, day, depth, time_per_day_min, ...asked } = options
  // `stored` is added by the statement that starts the run.
  const input: Omit<QualityInput, 'stored'> = {
    prompt,
    mode,
    generator: ports.fast_agent === null ? 'builtin' : 'agent',
    target: week === undefined || day === undefined ? null : { week, day },
    depth: depth ?? null,
    time_per_day_min: time_per_day_min ?? null,
    asked,
  }
  const body = { id: ports.makeId(), kind: 'quality' as const, input, timeout_s: TIMEOUT_S[mode] }
  const write = { ...composeWrite(call, body, limitsOf(call, ports, true)), open_max: ports.open_runs_max }
  const { run, replayed_request_id } = accept(
    call,
    await timed(call.trail, 'db', ports.timer.now, () => ports.runs.startRun(call.claims, write)),
  )
  return { body: { id: run.id, sessionUrl: `/session/${run.id}` }, replayed: replayed_request_id != null }
}
