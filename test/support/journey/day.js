// A learner's day through the published package. The same lines run in Node, Deno and a browser.
import { createClient } from '@supabase/supabase-js'
import { LearningOrchestrator, OrchestratorError } from '@wisely/orchestrator-client'

/**
 * Signs in, listens, asks, reports; answers what it saw as JSON.
 * @param {{ url: string, key: string, email: string, password: string, transport?: unknown }} stack
 */
export async function runDay({ url, key, email, password, transport }) {
  const supabase = createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    ...(transport ? { realtime: { transport } } : {}),
  })
  const { data: { user }, error } = await supabase.auth.signInWithPassword({ email, password })
  if (error) throw error
  const orchestrator = new LearningOrchestrator(supabase)
  const stream = listen(orchestrator, user.id)
  await stream.reached(() => stream.statuses.at(-1) === 'live')

  const refused = await orchestrator.tryGenerateDayPlan(1, 1)
  await orchestrator.createIntent({
    topic: 'Machine Learning',
    depth: 'informed',
    end_goal: 'Build production ML models',
    time_per_day_min: 60,
  })
  const plan = await orchestrator.generateDayPlan(1, 1)
  const done = await orchestrator.tryCompleteDay(plan.session_id, { completion_time_min: 45, confidence: 7 })
  const status = await orchestrator.getStatus()
  await stream.reached(() => stream.types.includes('instructor_plan_completed'))
  await stream.subscription.unsubscribe()

  return {
    refused: {
      isError: refused.error instanceof OrchestratorError,
      code: refused.error?.code,
      reason: refused.error?.reason,
      requestId: refused.error?.requestId,
    },
    minutes: plan.plan_json.minutes_total,
    done: done.data?.ok,
    completed_sessions: status.learning_stats.completed_sessions,
    types: stream.types,
    statuses: stream.statuses,
  }
}

/** Notes events and statuses; `reached` waits until a condition on them holds. */
function listen(orchestrator, userId) {
  const [types, statuses] = [[], []]
  let look = () => {}
  const subscription = orchestrator.subscribeEvents(userId, ({ type }) => {
    types.push(type)
    look()
  }, {
    onStatus: (status) => {
      statuses.push(status)
      look()
    },
  })
  const reached = (condition) =>
    new Promise((resolve) => {
      look = () => condition() && resolve()
      look()
    })
  return { types, statuses, subscription, reached }
}
