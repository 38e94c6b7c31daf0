import { describe, expect, inject, it } from 'vitest'
import { dayDoneResponseSchema } from '../../supabase/functions/_shared/contract/dayDone.ts'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { eventsResponseSchema } from '../../supabase/functions/_shared/contract/events.ts'
import { intentSyncResponseSchema } from '../../supabase/functions/_shared/contract/intentSync.ts'
import { statusResponseSchema } from '../../supabase/functions/_shared/contract/status.ts'
import { INTENT, signUpLearner } from '../support/learner.ts'

const stack = inject('stack')

async function invoke(
  supabase: Awaited<ReturnType<typeof signUpLearner>>['supabase'],
  route: string,
  body?: unknown,
) {
  // invoke takes any JSON object; `unknown` keeps the scenarios free of casts.
  const { data, error } = await supabase.functions.invoke(`orchestrator/${route}`, {
    body: body as Record<string, unknown>,
  })
  if (error) throw new Error(`${route}: ${await error.context.text()}`)
  return data
}

describe("a learner's day through supabase-js", () => {
  it('goes from intent to plan to report to status, every answer in the shape of the contract', async () => {
    const { supabase, user_id } = await signUpLearner(stack)

    const intent = intentSyncResponseSchema.parse(await invoke(supabase, 'intent.sync', INTENT))
    expect(intent).toMatchObject({ ...INTENT, active: true, track_label: null, meta: {} })

    const day = dayRunResponseSchema.parse(
      await invoke(supabase, 'day.run', { week: 1, day: 3, force_refresh: false }),
    )
    expect(day).toMatchObject({
      week: 1,
      day: 3,
      degraded_mode: false,
      degraded_reasons: [],
      cache_hits: 0,
      cache_misses: 4,
      stale_served: 0,
      plan_version: 1,
    })
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(60)
    expect(
      day.plan_md.startsWith(`# Daily Learning Plan\n\n## Today's Focus: ${day.plan_json_summary.title}`),
    ).toBe(true)

    const done = dayDoneResponseSchema.parse(
      await invoke(supabase, 'day.done', {
        session_id: day.session_id,
        completion_time_min: 45,
        confidence: 7,
        notes: 'Struggled with backpropagation but got the basic concept',
      }),
    )
    expect(done.next_day_hint).toBe(
      'Good time investment! For day 4, focus on reinforcing concepts to build confidence.',
    )

    const status = statusResponseSchema.parse(await invoke(supabase, 'status'))
    expect(status).toMatchObject({
      user_id,
      active_intent: { id: intent.intent_id, topic: 'Machine Learning' },
      latest_session: {
        id: day.session_id,
        week: 1,
        day: 3,
        completion: { completion_time_min: 45, confidence: 7 },
      },
      next_scheduled_run: { week: 1, day: 4, timezone: 'America/New_York' },
      learning_stats: {
        total_sessions: 1,
        completed_sessions: 1,
        total_time_min: 45,
        average_confidence: 7,
        current_streak_days: 1,
      },
    })
    expect(status.signal_freshness.clo).toMatchObject({ available: true, fresh: true })
    expect(status.signal_freshness.ta).toMatchObject({ available: true, fresh: false })
  })

  it('the same day again hits the cache four times and keeps its session and plan', async () => {
    const { supabase } = await signUpLearner(stack)
    await invoke(supabase, 'intent.sync', INTENT)
    const first = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    const second = dayRunResponseSchema.parse(await invoke(supabase, 'day.run'))

    expect(second).toMatchObject({
      cache_hits: 4,
      cache_misses: 0,
      session_id: first.session_id,
      plan_version: 1,
    })
    expect(second.plan_json).toEqual(first.plan_json)
  })

  it('force_refresh revalidates all four and raises the plan version of the same session', async () => {
    const { supabase } = await signUpLearner(stack)
    await invoke(supabase, 'intent.sync', INTENT)
    const first = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    const second = dayRunResponseSchema.parse(
      await invoke(supabase, 'day.run', { week: 1, day: 1, force_refresh: true }),
    )
    expect(second).toMatchObject({
      session_id: first.session_id,
      plan_version: 2,
      cache_hits: 4,
      cache_misses: 0,
    })
  })

  it('a completed day answers the stored plan and is never rewritten', async () => {
    const { supabase } = await signUpLearner(stack)
    await invoke(supabase, 'intent.sync', INTENT)
    const day = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    await invoke(supabase, 'day.done', { session_id: day.session_id, completion_time_min: 30 })
    const again = dayRunResponseSchema.parse(
      await invoke(supabase, 'day.run', { week: 1, day: 1, force_refresh: true }),
    )
    expect(again).toEqual(day)
  })

  it('the next day follows the completed one and meets the next units', async () => {
    const { supabase } = await signUpLearner(stack)
    await invoke(supabase, 'intent.sync', INTENT)
    const first = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    await invoke(supabase, 'day.done', {
      session_id: first.session_id,
      completion_time_min: 60,
      confidence: 8,
    })
    const second = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    expect(second).toMatchObject({ week: 1, day: 2 })
    expect(second.cache_hits).toBeGreaterThanOrEqual(3)
    expect(second.plan_json_summary.steps).not.toEqual(first.plan_json_summary.steps)
  })

  it('an unknown topic gets the honest process-only plan', async () => {
    const { supabase } = await signUpLearner(stack)
    await invoke(supabase, 'intent.sync', {
      ...INTENT,
      topic: 'Estate law of the canton of Uri',
      time_per_day_min: 25,
    })
    const day = dayRunResponseSchema.parse(await invoke(supabase, 'day.run', {}))
    expect(day.plan_json.grounding).toBe('process_only')
    expect(day.plan_json.steps.reduce((sum, step) => sum + step.minutes, 0)).toBe(25)
  })

  it('status before any intent is empty, not an error', async () => {
    const { supabase, user_id } = await signUpLearner(stack)
    const status = statusResponseSchema.parse(await invoke(supabase, 'status'))
    expect(status).toMatchObject({
      user_id,
      active_intent: null,
      latest_session: null,
      next_scheduled_run: null,
    })
    expect(status.learning_stats).toEqual({
      total_sessions: 0,
      completed_sessions: 0,
      total_time_min: 0,
      average_confidence: null,
      current_streak_days: 0,
    })
  })

  it('events list what happened, gapless, page by page', async () => {
    const learner = await signUpLearner(stack)
    await invoke(learner.supabase, 'intent.sync', INTENT)
    await invoke(learner.supabase, 'day.run', {})
    const page = eventsResponseSchema.parse(
      (await learner.call('events?after=0&limit=1', { method: 'GET' })).json,
    )
    expect(page).toMatchObject({ next_after: 1, has_more: true })
    const rest = eventsResponseSchema.parse(
      (await learner.call(`events?after=${page.next_after}`, { method: 'GET' })).json,
    )
    expect([...page.events, ...rest.events].map((event) => [event.seq, event.type])).toEqual([[
      1,
      'intent_created',
    ], [2, 'instructor_plan_created']])
    expect(rest.has_more).toBe(false)
  })
})
