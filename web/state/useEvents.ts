import { useEffect, useState } from 'preact/hooks'
import type { LearningOrchestrator, OrchestratorEvent, SubscriptionStatus } from '../../client/mod.ts'

export type LiveEvents = { events: OrchestratorEvent[]; live: SubscriptionStatus }

/** The learner's whole record (90 days), oldest first, and what happens from now on. */
export function useEvents(orchestrator: LearningOrchestrator, userId: string): LiveEvents {
  const [events, setEvents] = useState<OrchestratorEvent[]>([])
  const [live, setLive] = useState<SubscriptionStatus>('joining')
  useEffect(() => {
    setEvents([])
    const subscription = orchestrator.subscribeEvents(
      userId,
      (event) => setEvents((known) => [...known, event]),
      { after: 0, onStatus: setLive },
    )
    const catchUp = () => void (document.visibilityState === 'visible' && subscription.catchUp())
    document.addEventListener('visibilitychange', catchUp)
    addEventListener('online', catchUp)
    return () => {
      document.removeEventListener('visibilitychange', catchUp)
      removeEventListener('online', catchUp)
      void subscription.unsubscribe()
    }
  }, [orchestrator, userId])
  return { events, live }
}
