import { createClient } from '@supabase/supabase-js'

// What most functions on this platform look like: a client per request that acts with the caller's token, getUser(),
// then one query after the other through the Data API.

const { WISELY_BENCH_API_URL = '', SUPABASE_PUBLISHABLE_KEYS = '{}' } = process.env
const key: string = JSON.parse(SUPABASE_PUBLISHABLE_KEYS).default

async function answer(request: Request): Promise<Response> {
  const token = request.headers.get('authorization') ?? ''
  const supabase = createClient(WISELY_BENCH_API_URL, key, {
    global: { headers: { Authorization: token } },
    auth: { persistSession: false, autoRefreshToken: false },
  })
  const { data: { user } } = await supabase.auth.getUser(token.replace('Bearer ', ''))
  if (!user) return new Response('{}', { status: 401 })

  const { data: intent } = await supabase.from('learning_intents').select('*').eq('user_id', user.id)
    .is('active', true).maybeSingle()
  const sessions = () => supabase.from('instructor_sessions')
  const { data: latest } = await sessions().select(
    'id,week,day,topic,plan_title,degraded_mode,created_at,completed_at',
  )
    .eq('user_id', user.id).order('created_at', { ascending: false }).limit(1)
  const { data: signals } = await supabase.from('agent_signals_cache').select(
    'agent,etag,last_updated,fresh_for_hours',
  )
    .eq('user_id', user.id)
  const { data: done } = await sessions().select('completion_time_min,confidence,completed_local_date')
    .eq('user_id', user.id)
  const body = {
    user_id: user.id,
    active_intent: intent,
    latest_session: latest?.[0],
    signals,
    stats: done?.length,
  }
  return new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
}

export default { fetch: answer }
