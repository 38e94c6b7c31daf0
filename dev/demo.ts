import { answerTa } from '../examples/agent.ts'
import type { DayDoneResponse } from '../supabase/functions/_shared/contract/dayDone.ts'
import type { DayRunResponse } from '../supabase/functions/_shared/contract/dayRun.ts'
import type { IntentSyncResponse } from '../supabase/functions/_shared/contract/intentSync.ts'
import type { StatusResponse } from '../supabase/functions/_shared/contract/status.ts'
import { createStoryClient, invoke, signInDemoLearner } from './learnerClient.ts'
import { DEMO_INTENT } from './story.ts'
import { startStack } from '../test/support/stack.ts'

// The learner's day on a stack of its own, with the TA as an HTTP agent that is stopped half-way. Every claim it
// prints is checked; a claim that does not hold ends it with exit code 1.

const AGENT_TOKEN = 'demo-agent-token'

function say(title: string, lines: unknown[]): void {
  console.log(`\n== ${title}`)
  for (const line of lines) console.log(`   ${line}`)
}

function check(claim: string, holds: boolean): void {
  if (!holds) throw new Error(`The demo's claim does not hold: ${claim}`)
  console.log(`   ok: ${claim}`)
}

const agent = Deno.serve(
  { port: 0, hostname: '127.0.0.1', onListen: () => {} },
  (request) => answerTa(request, AGENT_TOKEN),
)
const stack = await startStack({
  WISELY_AGENT_TA_URL: `http://127.0.0.1:${agent.addr.port}`,
  WISELY_AGENT_TA_TOKEN: AGENT_TOKEN,
})
let exitCode = 0
try {
  const supabase = createStoryClient(stack.info)
  await signInDemoLearner(supabase, stack.info)
  const received: string[] = []
  await supabase.realtime.setAuth()
  const channel = supabase.channel(`wisely.events:${stack.info.DEMO_USER_ID}`, { config: { private: true } })
  const arrived = Promise.withResolvers<void>()
  channel.on('broadcast', { event: '*' }, ({ event }) => {
    received.push(event)
    if (event === 'instructor_plan_completed') arrived.resolve()
  })
  await new Promise<void>((resolve, reject) =>
    channel.subscribe((state, error) => {
      if (state === 'SUBSCRIBED') resolve()
      else if (state !== 'CLOSED') reject(error ?? new Error(state))
    })
  )

  const intent = await invoke<IntentSyncResponse>(supabase, 'intent.sync', DEMO_INTENT)
  say('The intent', [
    `${intent.topic}, ${intent.depth}, ${intent.time_per_day_min} min a day, ${intent.user_tz}`,
  ])

  const first = await invoke<DayRunResponse>(supabase, 'day.run', { week: 1, day: 3 })
  const minutes = first.plan_json.steps.map((step) => step.minutes)
  say('The plan of week 1, day 3', first.plan_md.split('\n'))
  check(
    `the minutes add up: ${minutes.join(' + ')} = 60`,
    minutes.reduce((sum, each) => sum + each, 0) === 60,
  )
  check('four agents answered, one of them over HTTP', first.cache_misses === 4 && !first.degraded_mode)

  const second = await invoke<DayRunResponse>(supabase, 'day.run', { week: 1, day: 3 })
  say('The same day again', [`session ${second.session_id}, plan version ${second.plan_version}`])
  check('four cache hits', second.cache_hits === 4 && second.cache_misses === 0)
  check('the same session', second.session_id === first.session_id)

  await agent.shutdown()
  say('The TA agent is stopped', ['asking again with force_refresh: three retries, 1 + 2 + 4 s …'])
  const degraded = await invoke<DayRunResponse>(supabase, 'day.run', { week: 1, day: 3, force_refresh: true })
  console.log(
    `   ${
      JSON.stringify({ degraded_mode: degraded.degraded_mode, degraded_reasons: degraded.degraded_reasons })
    }`,
  )
  check(
    'degraded mode says so and why',
    degraded.degraded_mode && degraded.degraded_reasons.join() === 'ta:stale',
  )
  check(
    "the TA's stale signal is served",
    degraded.stale_served === 1 && degraded.signal_quality.ta.available,
  )
  check(
    'the plan still fills the hour',
    degraded.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0) === 60,
  )

  const done = await invoke<DayDoneResponse>(supabase, 'day.done', {
    session_id: first.session_id,
    completion_time_min: 45,
    confidence: 7,
  })
  say('The day is done: 45 of 60 minutes, confidence 7', [done.next_day_hint])
  check(
    'the hint is the documented one',
    done.next_day_hint ===
      'Good time investment! For day 4, focus on reinforcing concepts to build confidence.',
  )

  const status = await invoke<StatusResponse>(supabase, 'status')
  say('Where the learner stands', [
    JSON.stringify(status.learning_stats),
    JSON.stringify(status.next_scheduled_run),
  ])
  check('the streak is one day', status.learning_stats.current_streak_days === 1)
  check('day 4 comes next', status.next_scheduled_run?.day === 4)

  const limit = setTimeout(
    () => arrived.reject(new Error('no instructor_plan_completed event within 10 s')),
    10_000,
  )
  await arrived.promise.finally(() => clearTimeout(limit))
  say('Realtime events received on the private topic', [received.join(', ')])
  check('the completion arrived', received.includes('instructor_plan_completed'))
  await supabase.removeAllChannels()
} catch (error) {
  exitCode = 1
  console.error(error instanceof Error ? error.message : error)
  console.error(stack.output())
} finally {
  await stack.stop()
  await agent.shutdown()
}
Deno.exit(exitCode)
