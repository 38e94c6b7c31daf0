import type { ChannelLike, OrchestratorEvent, SupabaseLike } from '../../../client/mod.ts'
import { answer, type Script } from './scriptedSupabase.ts'

/** The event with this `seq`; its id is always the same. */
export function makeEvent(seq: number): OrchestratorEvent {
  const id = `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`
  const occurred_at = '2026-11-21T07:00:00.000Z'
  return {
    id,
    type: 'intent_updated',
    version: 1,
    occurred_at,
    seq,
    payload: { intent_id: id, time_per_day_min: 30 },
  }
}

/** GET events over a list that a test appends to, at most `mostPerPage` at once. */
export function serveEvents(record: OrchestratorEvent[], mostPerPage = 500): Script {
  return (invoked) => {
    const query = new URL(invoked.path, 'http://functions').searchParams
    const after = Number(query.get('after'))
    const rest = record.filter((event) => event.seq > after)
    const events = rest.slice(0, Math.min(Number(query.get('limit')), mostPerPage))
    return answer({ events, next_after: events.at(-1)?.seq ?? after, has_more: rest.length > events.length })(
      invoked,
    )
  }
}

export type ScriptedRealtime = Required<Pick<SupabaseLike, 'channel' | 'removeChannel' | 'realtime'>> & {
  /** What happened, in order: `token`, `open <topic>`, `remove`. */
  trace: string[]
  /** Tells the newest channel's subscriber a status, as the server's answer to a join does. */
  say(status: string, error?: Error): void
  broadcast(payload: unknown): void
  /** The state of channels handed out from now on; `closed` is a fresh one. */
  state: string
}

/** A Realtime that does nothing by itself. */
export function scriptRealtime(): ScriptedRealtime {
  let onStatus: (status: string, error?: Error) => void = () => {}
  let onMessage: (message: { payload?: unknown }) => void = () => {}
  const trace: string[] = []
  const realtime: ScriptedRealtime = {
    trace,
    state: 'closed',
    say: (status, error) => onStatus(status, error),
    broadcast: (payload) => onMessage({ payload }),
    realtime: {
      setAuth() {
        trace.push('token')
        return Promise.resolve()
      },
    },
    channel(topic, { config }): ChannelLike {
      trace.push(`open ${config.private ? 'private' : 'public'} ${topic}`)
      return {
        state: realtime.state,
        on: (_type, _filter, callback) => void (onMessage = callback),
        subscribe: (callback) => void (onStatus = callback),
      }
    },
    removeChannel() {
      trace.push('remove')
      return Promise.resolve('ok')
    },
  }
  return realtime
}

/** Lets everything run that waits for nothing but other promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
