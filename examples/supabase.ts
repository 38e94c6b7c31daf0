// The README's TypeScript as a program, for the stack of `npm start` after the curl lines (they store the intent):
//   npx deno run -A examples/supabase.ts
// It prints the demo learner's events until it is stopped.
import { createClient } from '@supabase/supabase-js'
import { LearningOrchestrator, OrchestratorError } from '../client/mod.ts'

const url = 'http://127.0.0.1:54321'
const key = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'
const supabase = createClient(url, key)
await supabase.auth.signInWithPassword({ email: 'demo@wisely.example', password: 'learn-every-day' })

const { data: plan, error } = await supabase.functions.invoke('orchestrator/day.run', {
  body: { week: 1, day: 4 },
})
if (error) throw new Error(await error.context.text()) // the body with code and reason
console.log(plan.plan_md)

const { data: done } = await supabase.functions.invoke('orchestrator/day.done', {
  body: { session_id: plan.session_id, completion_time_min: 50, confidence: 8 },
})
console.log(done.next_day_hint)
const { data: status } = await supabase.functions.invoke('orchestrator/status')
console.log(status.learning_stats)

const orchestrator = new LearningOrchestrator(supabase)
try {
  const day = await orchestrator.generateDayPlan(1, 5)
  const report = await orchestrator.completeDay(day.session_id, { completion_time_min: 45, confidence: 7 })
  console.log(report.next_day_hint)
} catch (error) {
  if (error instanceof OrchestratorError) console.error(error.code, error.reason, error.requestId)
  else throw error
}

const { data: { user } } = await supabase.auth.getUser()
const subscription = orchestrator.subscribeEvents(
  user!.id,
  (event) => console.log('Event:', event.seq, event.type),
  { after: 0 }, // the last seq already seen
)
Deno.addSignalListener('SIGINT', () => subscription.unsubscribe().then(() => Deno.exit()))
