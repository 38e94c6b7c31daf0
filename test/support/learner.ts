import { randomUUID } from 'node:crypto'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import ws from 'ws'
import type { StackInfo } from '../../dev/stackInfo.ts'

export type Learner = {
  user_id: string
  token: string
  supabase: SupabaseClient
  /** A raw request to the orchestrator with the learner's token. */
  call(
    route: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Reply>
}

export type Reply = { status: number; headers: Headers; text: string; json: Record<string, unknown> }

export const INTENT = {
  topic: 'Machine Learning',
  depth: 'informed',
  end_goal: 'Build production ML models',
  time_per_day_min: 60,
  user_tz: 'America/New_York',
}

export function createBrowserlikeClient(stack: StackInfo, key = stack.PUBLISHABLE_KEY): SupabaseClient {
  return createClient(stack.API_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    // Node 20 has no WebSocket of its own; `ws` has the shape that realtime-js asks for.
    realtime: { transport: ws as unknown as typeof WebSocket },
  })
}

/** A fresh learner, signed up through the real client. */
export async function signUpLearner(stack: StackInfo): Promise<Learner> {
  const supabase = createBrowserlikeClient(stack)
  const { data, error } = await supabase.auth.signUp({
    email: `${randomUUID()}@wisely.example`,
    password: 'a-long-password',
  })
  if (error || !data.session) throw error ?? new Error('Cannot sign up: no session')
  const token = data.session.access_token
  return {
    user_id: data.session.user.id,
    token,
    supabase,
    call: (route, init) =>
      call(stack, route, { ...init, headers: { authorization: `Bearer ${token}`, ...init?.headers } }),
  }
}

/** One request to the orchestrator; POST with a JSON body unless said otherwise. */
export async function call(
  stack: StackInfo,
  route: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const body = init.body === undefined
    ? undefined
    : typeof init.body === 'string'
    ? init.body
    : JSON.stringify(init.body)
  const response = await fetch(`${stack.FUNCTIONS_URL}/orchestrator/${route}`, {
    method: init.method ?? 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...init.headers },
    body,
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
