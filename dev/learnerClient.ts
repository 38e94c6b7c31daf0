import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import type { StackInfo } from './stackInfo.ts'

/** A real supabase-js client for one short story: nothing is kept, nothing refreshed behind its back. */
export function createStoryClient(stack: StackInfo): SupabaseClient {
  return createClient(stack.API_URL, stack.PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
}

/** Signs the client in as the demo learner and answers the token. */
export async function signInDemoLearner(supabase: SupabaseClient, stack: StackInfo): Promise<string> {
  const { data, error } = await supabase.auth.signInWithPassword({
    email: stack.DEMO_EMAIL,
    password: stack.DEMO_PASSWORD,
  })
  if (error) throw error
  return data.session.access_token
}

/** `functions.invoke`, with the error body shown instead of hidden. */
export async function invoke<Answer>(
  supabase: SupabaseClient,
  route: string,
  body?: Record<string, unknown>,
): Promise<Answer> {
  const { data, error } = await supabase.functions.invoke<Answer>(`orchestrator/${route}`, { body })
  if (error) {
    const context: unknown = error.context
    throw new Error(`${route}: ${context instanceof Response ? await context.text() : error.message}`)
  }
  // invoke answers data whenever it answers no error.
  return data as Answer
}
