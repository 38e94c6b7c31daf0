import type { DayRunResponse, StatusResponse } from '../../client/mod.ts'

/**
 * `loading`: nothing is known yet; `goal`: nothing to learn is set; `ready`: a goal without any day; `coming`: the
 * open day's plan is on its way; `plan`: the open day; `finished`: the latest day is reported.
 */
export type View =
  | { kind: 'loading' | 'goal' | 'ready' | 'coming' }
  | { kind: 'plan'; plan: DayRunResponse }
  | { kind: 'finished'; session_id: string }

/** What the learner sees, from what the API said last. */
export function decideView(status: StatusResponse | null, plan: DayRunResponse | null): View {
  if (status === null) return { kind: 'loading' }
  if (status.active_intent === null) return { kind: 'goal' }
  const latest = status.latest_session
  if (latest === null) return { kind: 'ready' }
  if (latest.completion !== null) return { kind: 'finished', session_id: latest.id }
  return plan?.session_id === latest.id ? { kind: 'plan', plan } : { kind: 'coming' }
}
