import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tellFirstDay } from '../../dev/story.ts'
import { dayDoneResponseSchema } from '../../supabase/functions/_shared/contract/dayDone.ts'
import { dayRunResponseSchema } from '../../supabase/functions/_shared/contract/dayRun.ts'
import { eventsResponseSchema } from '../../supabase/functions/_shared/contract/events.ts'
import { intentSyncResponseSchema } from '../../supabase/functions/_shared/contract/intentSync.ts'
import { statusResponseSchema } from '../../supabase/functions/_shared/contract/status.ts'
import { createBrowserlikeClient } from '../support/learner.ts'
import { type RunningStack, startStack } from '../support/stack.ts'

let stack: RunningStack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack?.stop())

it('the lines that npm start prints run top to bottom as they are', async () => {
  const story = await tellFirstDay(stack.info, createBrowserlikeClient(stack.info))
  expect(story).toContain("# Daily Learning Plan\n\n## Today's Focus: ")

  const lines = story.slice(story.indexOf('export URL='))
  const ran = spawnSync('bash', ['-c', lines], { encoding: 'utf8', timeout: 30_000 })
  expect([ran.status, ran.stderr]).toEqual([0, ''])
  const [intent, day, status, events, done] = ran.stdout.trim().split('\n').map((line) => JSON.parse(line))
  intentSyncResponseSchema.parse(intent)
  expect(dayRunResponseSchema.parse(day)).toMatchObject({ cache_hits: 4, degraded_mode: false })
  expect(statusResponseSchema.parse(status).latest_session?.id).toBe(day.session_id)
  expect(eventsResponseSchema.parse(events).events.map((event) => event.type)).toContain(
    'instructor_plan_created',
  )
  expect(dayDoneResponseSchema.parse(done).next_day_hint).toMatch(/^Good time investment! For day 2,/)
})

it('told again it keeps the intent and goes on to the next day', async () => {
  expect(await tellFirstDay(stack.info, createBrowserlikeClient(stack.info))).toContain('week 1, day 2')
})
