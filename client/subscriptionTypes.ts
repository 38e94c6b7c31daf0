/**
 * `joining`: on the way to the channel; `live`: joined, nothing missing; `interrupted`: refused or disconnected,
 * tries again by itself; `unavailable`: the client has no Realtime, nothing arrives live; `closed`: unsubscribed.
 */
export type SubscriptionStatus =
  | 'joining'
  | 'live'
  | 'interrupted'
  | 'unavailable'
  | 'closed'

/** Options of `subscribeEvents`. */
export type SubscribeOptions = {
  /** The last `seq` already seen, 0 for the beginning of the record (90 days); default `now`, only what comes. */
  after?: number | 'now'
  /** Called when the status changes, and again for each failure while interrupted. */
  onStatus?: (status: SubscriptionStatus, error: unknown) => void
  /** Receives what `onEvent` throws; the stream goes on. */
  onError?: (error: unknown) => void
}

/** A running subscription. */
export type EventSubscription = {
  /** Ends it: no event, timer or request comes after; resolves when the channel is gone. */
  unsubscribe(): Promise<void>
  /** The cursor to continue from, null until `now` is known; store it and pass it as `after` next time. */
  lastSeq(): number | null
  /** Fills what is missing now, for example when the application comes to the foreground. */
  catchUp(): Promise<void>
}
