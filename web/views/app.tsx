import type { SupabaseClient } from '@supabase/supabase-js'
import { useMemo } from 'preact/hooks'
import { LearningOrchestrator } from '../../client/mod.ts'
import { QualitySessions } from '../../client/sessions.ts'
import type { DemoLearner } from '../state/pageConfig.ts'
import { useSession } from '../state/useSession.ts'
import { LearnerPage } from './learnerPage.tsx'
import { SignIn } from './signIn.tsx'

/** Whoever is signed in sees their day, everybody else the door. */
export function App({ supabase, demo }: { supabase: SupabaseClient; demo: DemoLearner | null }) {
  const session = useSession(supabase)
  const orchestrator = useMemo(() => new LearningOrchestrator(supabase), [supabase])
  const sessions = useMemo(() => new QualitySessions(supabase), [supabase])
  if (session === undefined) return null
  if (session === null) return <SignIn auth={supabase.auth} demo={demo} />
  return (
    <LearnerPage
      key={session.user.id}
      orchestrator={orchestrator}
      sessions={sessions}
      user={session.user}
      auth={supabase.auth}
    />
  )
}
