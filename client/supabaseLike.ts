/** What this client passes to `functions.invoke`; every version 2 of supabase-js understands method, headers and body. */
export type InvokeOptions = {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: Record<string, unknown>
  signal: AbortSignal
}

/** The part of a Realtime channel that a subscription uses. */
export type ChannelLike = {
  /** `closed` until it is subscribed to, and again after it has ended. */
  readonly state?: string
  on(
    type: 'broadcast',
    filter: { event: string },
    callback: (message: { payload?: unknown }) => void,
  ): unknown
  subscribe(callback: (status: string, error?: Error) => void): unknown
}

/** The part of a SupabaseClient that is used: any object with `functions.invoke` will do, Realtime is optional. */
export type SupabaseLike = {
  // Methods, not properties: their parameters compare both ways, so every SupabaseClient<…> fits.
  functions: {
    invoke(
      path: string,
      options: InvokeOptions,
    ): Promise<{ data: unknown; error: unknown }>
  }
  channel?(
    topic: string,
    options: { config: { private: boolean } },
  ): ChannelLike
  removeChannel?(channel: ChannelLike): Promise<unknown>
  realtime?: { setAuth(): Promise<void> }
}

/** A client that has Realtime. */
export type RealtimeLike =
  & SupabaseLike
  & Required<Pick<SupabaseLike, 'channel'>>
