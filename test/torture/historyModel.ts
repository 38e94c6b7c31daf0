/** One call of one client with the time span in which it took effect, if it did. */
export type Operation = {
  route: string
  body: Record<string, unknown> | object
  /** 0: no answer ever came. */
  status: number
  /** The body of a 200. */
  answer: Record<string, unknown> | null
  startedAt: number
  endedAt: number
}

type Named = Record<string, unknown> | null | undefined

/**
 * What no order of these operations, one after the other, could have answered. Checked are the laws that a sequential
 * learner implies: they need no search over orders, so histories of any length can be judged.
 */
export function findAnomalies(history: readonly Operation[]): string[] {
  return [...findIntentAnomalies(history), ...findSessionAnomalies(history), ...findStatusAnomalies(history)]
}

/** The active intent is a register: what is read was written before, and not yet replaced for certain. */
function findIntentAnomalies(history: readonly Operation[]): string[] {
  const writes = history.filter(({ route, answer }) => route === 'intent.sync' && answer)
  const found: string[] = []
  for (const read of history.filter(({ route, answer }) => route === 'status' && answer)) {
    const intentId = (read.answer?.active_intent as Named)?.id ?? null
    const done = writes.filter(({ endedAt }) => endedAt < read.startedAt)
    const sources = writes.filter(({ answer, startedAt }) =>
      answer?.intent_id === intentId && startedAt < read.endedAt
    )
    if (intentId === null && done.length > 0) found.push('status knows no intent after one was acknowledged')
    // A write of another topic that began after every write of this intent had ended, and ended before the read.
    const lastOfIt = Math.max(...sources.map(({ endedAt }) => endedAt))
    const replaced = done.some(({ answer, startedAt }) =>
      answer?.intent_id !== intentId && startedAt > lastOfIt
    )
    if (intentId !== null && sources.length > 0 && replaced) {
      found.push(`status shows replaced intent ${intentId}`)
    }
    if (intentId !== null && sources.length === 0 && !hasUnknown(history, 'intent.sync')) {
      found.push(`status shows intent ${intentId} that nobody wrote`)
    }
  }
  return found
}

function hasUnknown(history: readonly Operation[], route: string): boolean {
  return history.some((operation) => operation.route === route && operation.status === 0)
}

/** A day has one session; its plan version never falls; a completion is never rewritten. */
function findSessionAnomalies(history: readonly Operation[]): string[] {
  const found: string[] = []
  const runs = history.filter(({ route, answer }) => route === 'day.run' && answer)
  for (const earlier of runs) {
    for (const later of runs) {
      if (earlier.endedAt >= later.startedAt || earlier.answer?.session_id !== later.answer?.session_id) {
        continue
      }
      if (Number(later.answer?.plan_version) < Number(earlier.answer?.plan_version)) {
        found.push(`plan_version of ${later.answer?.session_id} falls`)
      }
      if (`${earlier.answer?.week}.${earlier.answer?.day}` !== `${later.answer?.week}.${later.answer?.day}`) {
        found.push(`session ${later.answer?.session_id} moved to another day`)
      }
    }
  }
  const minutesOf = new Map<string, unknown>()
  for (const { route, body, status, answer } of history) {
    if (route !== 'day.done') continue
    const { session_id, completion_time_min } = body as Record<string, unknown>
    const id = String(session_id)
    if (status === 404) found.push(`session ${id} is gone`)
    if (!answer) continue
    const stored = (answer.completion_summary as Named)?.completion_time_min
    if (stored !== completion_time_min) {
      found.push(`session ${id} acknowledged ${stored}, sent ${completion_time_min}`)
    }
    if (minutesOf.has(id) && minutesOf.get(id) !== stored) found.push(`session ${id} was completed twice`)
    minutesOf.set(id, stored)
  }
  return found
}

/** One snapshot: the latest session is of the active intent, the totals fit each other and do not fall. */
function findStatusAnomalies(history: readonly Operation[]): string[] {
  const found: string[] = []
  const reads = history.filter(({ route, answer }) => route === 'status' && answer)
  for (const { answer } of reads) {
    const intent = answer?.active_intent as Named
    const latest = answer?.latest_session as Named
    const stats = answer?.learning_stats as Record<string, number>
    const total = stats.total_sessions ?? 0
    const completed = stats.completed_sessions ?? 0
    if (latest && intent?.topic !== latest.topic) found.push('torn: latest session of another intent')
    if (completed > total) found.push('torn: more completions than sessions')
    if ((latest !== null) !== (total > 0)) found.push('torn: a session and no total, or the other way round')
    if (latest?.completion && completed === 0) found.push('torn: a completion that is not counted')
    if (completed > 0 && (stats.total_time_min ?? 0) < completed * 10) {
      found.push('torn: minutes without their days')
    }
  }
  for (const earlier of reads) {
    for (const later of reads) {
      const isSame =
        (earlier.answer?.active_intent as Named)?.id === (later.answer?.active_intent as Named)?.id
      if (earlier.endedAt >= later.startedAt || !isSame) continue
      const count = (read: Operation) =>
        (read.answer?.learning_stats as Record<string, number> | undefined)?.completed_sessions ?? 0
      if (count(later) < count(earlier)) found.push('status forgets a completion')
    }
  }
  return found
}
