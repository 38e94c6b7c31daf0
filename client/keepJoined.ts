import type { ChannelLike, RealtimeLike } from './supabaseLike.ts'

/** The channel to join and whom to tell about it. */
export type JoinPorts = {
  supabase: RealtimeLike
  topic: string
  /** Waits before try number `triesMade + 1`; rejects when the subscription ends. */
  pause(triesMade: number): Promise<void>
  onJoined(): void
  onInterrupted(error: unknown): void
  onMessage(payload: unknown): void
  onLeaving(removal: Promise<unknown>): void
}

/** Joins the channel and joins again whenever it is closed, until the signal ends it by a rejection. */
export async function keepJoined(
  ports: JoinPorts,
  signal: AbortSignal,
): Promise<never> {
  for (let tries = 1;; tries++) {
    await refreshToken(ports)
    signal.throwIfAborted()
    const visit = await stayJoined(ports, signal)
    signal.throwIfAborted()
    if (visit.joined) tries = 1
    ports.onInterrupted(visit.error)
    await ports.pause(tries)
  }
}

/** Tells Realtime the session's current token: after a sleep the one it knows has expired. */
async function refreshToken(
  { supabase, onInterrupted }: JoinPorts,
): Promise<void> {
  await supabase.realtime?.setAuth().catch(onInterrupted)
}

type Visit = { joined: boolean; error: unknown }

/** Settles when the channel is closed, by the server (token expired) or by the application. */
function stayJoined(ports: JoinPorts, signal: AbortSignal): Promise<Visit> {
  const channel = ports.supabase.channel(ports.topic, {
    config: { private: true },
  })
  // A client hands out one object per topic; while that is joined for somebody else, or still leaving, subscribing to
  // it again does nothing.
  if (channel.state !== undefined && channel.state !== 'closed') {
    const error = new Error(
      'Cannot subscribe to events: this client still has a channel for the same learner',
    )
    return Promise.resolve({ joined: false, error })
  }
  return new Promise((resolve) => {
    const visit: Visit = { joined: false, error: null }
    const leave = () => {
      ports.onLeaving(removeChannel(ports, channel))
      resolve(visit)
    }
    signal.addEventListener('abort', leave, { once: true })
    channel.on('broadcast', { event: '*' }, (message) => {
      if (!signal.aborted) ports.onMessage(message.payload)
    })
    channel.subscribe((status, error) => {
      if (signal.aborted) return
      visit.error = error ?? null
      if (status === 'SUBSCRIBED') {
        visit.joined = true
        ports.onJoined()
      } else if (status === 'CLOSED') {
        signal.removeEventListener('abort', leave)
        resolve(visit)
      } else {
        // supabase-js joins again by itself after CHANNEL_ERROR and TIMED_OUT, with the token it has by then.
        ports.onInterrupted(visit.error)
        void refreshToken(ports)
      }
    })
  })
}

/** Best effort: an unreachable server forgets the channel by itself. */
async function removeChannel(
  { supabase }: JoinPorts,
  channel: ChannelLike,
): Promise<void> {
  await supabase.removeChannel?.(channel).catch(() => {})
}
