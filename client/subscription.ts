import type { EventsResponse, OrchestratorEvent } from './events.ts'
import { createEventOrder, type EventOrder } from './eventOrder.ts'
import { findNewest } from './findNewest.ts'
import { createGapFiller } from './gapFiller.ts'
import { keepJoined } from './keepJoined.ts'
import type { ClientPorts, ReadOptions } from './options.ts'
import { repeatWait } from './repeatWait.ts'
import type { EventSubscription, SubscribeOptions, SubscriptionStatus } from './subscriptionTypes.ts'
import type { RealtimeLike, SupabaseLike } from './supabaseLike.ts'

/** Where events come from: Realtime now, the record for the rest. */
export type EventSource = {
  supabase: SupabaseLike
  ports: ClientPorts
  listEvents(
    after: number,
    limit: number,
    options: ReadOptions,
  ): Promise<EventsResponse>
}

/** Finds the cursor, joins the learner's private channel and fills the gap at every join. */
export function openSubscription(
  { supabase, ports, listEvents }: EventSource,
  userId: string,
  onEvent: (event: OrchestratorEvent) => void | Promise<void>,
  options: SubscribeOptions,
): EventSubscription {
  const ending = new AbortController()
  const { signal } = ending
  let status: SubscriptionStatus | null = null
  let joined = false
  let order: EventOrder | null = null
  let removal: Promise<unknown> = Promise.resolve()
  const record = {
    readPage: (after: number, limit: number) => listEvents(after, limit, { signal }),
    pause: (triesMade: number) => ports.timer.sleep(repeatWait(triesMade, ports.random), signal),
    onFailure: interrupt,
  }

  changeStatus('joining', null)
  const started = start()
  // A rejection only ever means that the subscription has ended.
  started.then(stream).catch(() => {})

  return {
    lastSeq: () => order?.lastSeq() ?? null,
    catchUp: () => started.then(({ fill }) => fill()).catch(() => {}),
    async unsubscribe() {
      ending.abort()
      changeStatus('closed', null)
      await removal
    },
  }

  async function start() {
    const after = options.after ?? 'now'
    order = createEventOrder(
      after === 'now' ? await findNewest(record) : after,
      deliver,
    )
    const fill = createGapFiller({
      ...record,
      order,
      onFilled: () => joined && changeStatus('live', null),
    })
    return { order, fill }
  }

  async function stream(
    { order, fill }: Awaited<ReturnType<typeof start>>,
  ): Promise<void> {
    if (!hasRealtime(supabase)) {
      changeStatus('unavailable', null)
      return await fill()
    }
    return await keepJoined({
      supabase,
      topic: `wisely.events:${userId}`,
      pause: record.pause,
      onJoined() {
        joined = true
        fill().catch(() => {})
      },
      onInterrupted(error) {
        joined = false
        interrupt(error)
      },
      onMessage(payload) {
        if (isEvent(payload) && !order.takeLive(payload)) {
          fill().catch(() => {})
        }
      },
      onLeaving: (channelRemoval) => void (removal = channelRemoval),
    }, signal)
  }

  function deliver(event: OrchestratorEvent) {
    if (!signal.aborted) guard(() => onEvent(event))
  }

  function interrupt(error: unknown) {
    if (!signal.aborted) changeStatus('interrupted', error)
  }

  function changeStatus(next: SubscriptionStatus, error: unknown) {
    if (next === status && error === null) return
    status = next
    guard(() => options.onStatus?.(next, error))
  }

  /** The application's code must not end the stream, be it by a throw or by a rejection. */
  function guard(run: () => unknown) {
    const report = (error: unknown) => options.onError?.(error)
    try {
      Promise.resolve(run()).catch(report)
    } catch (error) {
      report(error)
    }
  }
}

function hasRealtime(supabase: SupabaseLike): supabase is RealtimeLike {
  return supabase.channel !== undefined
}

/** Only the emitter may send on the private topic, in the contract's shape; so the cursor alone is checked. */
function isEvent(payload: unknown): payload is OrchestratorEvent {
  return payload !== null && typeof payload === 'object' && 'seq' in payload &&
    Number.isInteger(payload.seq)
}
