import type { SubscriptionStatus } from '../../client/mod.ts'

const WORDS: Record<SubscriptionStatus, string> = {
  joining: 'Connecting…',
  live: 'Live',
  interrupted: 'Reconnecting…',
  unavailable: 'No live updates',
  closed: 'No live updates',
}

/** Whether news arrives by itself. */
export function Connection({ isOnline, live }: { isOnline: boolean; live: SubscriptionStatus }) {
  const isLive = isOnline && live === 'live'
  return (
    <p class={`connection ${isLive ? 'live' : ''}`} role='status'>
      {isOnline ? WORDS[live] : 'Offline'}
    </p>
  )
}
