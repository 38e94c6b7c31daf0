import type { SupabaseClient, User } from '@supabase/supabase-js'
import { useEffect } from 'preact/hooks'
import type { LearningOrchestrator } from '../../client/mod.ts'
import type { QualitySessions } from '../../client/sessions.ts'
import { useDay } from '../state/useDay.ts'
import { useEvents } from '../state/useEvents.ts'
import { useOnline } from '../state/useOnline.ts'
import { useQuality } from '../state/useQuality.ts'
import { useWork } from '../state/useWork.ts'
import { Connection } from './connection.tsx'
import { ErrorNote } from './errorNote.tsx'
import { EventList } from './eventList.tsx'
import { History } from './history.tsx'
import { Progress } from './progress.tsx'
import { Today } from './today.tsx'

type Props = {
  orchestrator: LearningOrchestrator
  sessions: QualitySessions
  user: User
  auth: SupabaseClient['auth']
}

/** Everything a signed-in learner sees: today, and beside it how it has gone so far. */
export function LearnerPage({ orchestrator, sessions, user, auth }: Props) {
  const day = useDay(orchestrator)
  const quality = useQuality(sessions, user.id)
  const { events, live } = useEvents(orchestrator, user.id)
  const isOnline = useOnline()
  const leaving = useWork()
  const newest = events.at(-1)
  // An event, also one from another device, means "read again".
  useEffect(() => void (newest && day.follow(newest)), [newest])

  const signOut = async () => {
    const { error } = await auth.signOut({ scope: 'local' })
    if (error) throw error
  }

  const zone = day.status?.active_intent?.user_tz ?? 'UTC'
  return (
    <>
      <a class='skip' href='#today'>Skip to today</a>
      <header class='top'>
        <p class='wordmark'>Wisely</p>
        <Connection isOnline={isOnline} live={live} />
        <button type='button' class='quiet' onClick={() => leaving.attempt(signOut)}>Sign out</button>
        {leaving.failure && <ErrorNote failure={leaving.failure} />}
        {!isOnline && (
          <p class='note'>
            You are offline. What you see is the last known state; steps you tick are kept in this browser.
          </p>
        )}
      </header>
      <div class='columns'>
        <main id='today' tabIndex={-1}>
          <Today day={day} quality={quality} />
        </main>
        <aside aria-label='How it is going'>
          {day.status && <Progress stats={day.status.learning_stats} />}
          <History events={events} zone={zone} />
          <EventList events={events} zone={zone} />
        </aside>
      </div>
    </>
  )
}
