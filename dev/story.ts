import type { DayRunResponse } from '../supabase/functions/_shared/contract/dayRun.ts'
import type { StatusResponse } from '../supabase/functions/_shared/contract/status.ts'
import { createStoryClient, invoke, signInDemoLearner } from './learnerClient.ts'
import type { StackInfo } from './stackInfo.ts'

export const DEMO_INTENT = {
  topic: 'Machine Learning',
  depth: 'informed',
  end_goal: 'Build production ML models',
  time_per_day_min: 60,
  user_tz: 'America/New_York',
  meta: { learning_style: 'project-first', hardware_specs: 'M4 Mac Mini 24GB' },
}

/** The demo learner's first intent and plan through supabase-js, then the same calls as curl lines. */
export async function tellFirstDay(stack: StackInfo, supabase = createStoryClient(stack)): Promise<string> {
  const token = await signInDemoLearner(supabase, stack)
  const status = await invoke<StatusResponse>(supabase, 'status')
  if (status.active_intent === null) await invoke(supabase, 'intent.sync', DEMO_INTENT)
  const day = await invoke<DayRunResponse>(supabase, 'day.run', {})

  return `\n${day.plan_md}\n${composeCurlLines(stack, token, day)}`
}

/** Ready to paste, top to bottom. */
function composeCurlLines(stack: StackInfo, token: string, day: DayRunResponse): string {
  const url = `${stack.FUNCTIONS_URL}/orchestrator`
  const post = (route: string, body: unknown) =>
    `curl -sw "\\n" -X POST "$URL/${route}" -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '${
      JSON.stringify(body)
    }'`
  return `Try it yourself (the token lives an hour; \`npm run -s token -- --email ${stack.DEMO_EMAIL}\` prints a fresh one):

export URL=${url}
export TOKEN=${token}
${post('intent.sync', DEMO_INTENT)}
${post('day.run', { week: day.week, day: day.day })}
curl -sw "\\n" "$URL/status" -H "Authorization: Bearer $TOKEN"
curl -sw "\\n" "$URL/events?after=0" -H "Authorization: Bearer $TOKEN"
${
    post('day.done', {
      session_id: day.session_id,
      completion_time_min: 45,
      confidence: 7,
      notes: 'Struggled with backpropagation',
    })
  }
`
}
