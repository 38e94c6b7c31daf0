import type { Session, SupabaseClient } from '@supabase/supabase-js'
import { useEffect, useState } from 'preact/hooks'

/** Who is signed in: undefined until it is known, null for nobody. */
export function useSession(supabase: SupabaseClient): Session | null | undefined {
  const [session, setSession] = useState<Session | null>()
  useEffect(() => {
    const { data } = supabase.auth.onAuthStateChange((_event, next) => setSession(next))
    return () => data.subscription.unsubscribe()
  }, [supabase])
  return session
}
