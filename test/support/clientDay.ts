import { randomUUID } from 'node:crypto'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createBrowserlikeClient } from './learner.ts'
import { REPOSITORY, type StackInfo } from './stack.ts'

/** What the program of test/support/journey/ needs to know. */
export type DayInput = { url: string; key: string; email: string; password: string }

/** Puts the program into an application's folder and signs up the learner whose day it is. */
export async function prepareDay(stack: StackInfo, folder: string): Promise<DayInput> {
  await cp(join(REPOSITORY, 'test', 'support', 'journey'), join(folder, 'journey'), { recursive: true })
  const [email, password] = [`${randomUUID()}@wisely.example`, 'learn-every-day']
  const { error } = await createBrowserlikeClient(stack).auth.signUp({ email, password })
  if (error) throw error
  return { url: stack.API_URL, key: stack.PUBLISHABLE_KEY, email, password }
}

/** The day is the same wherever the program ran. */
export function expectDay(seen: unknown): void {
  expect(seen).toEqual({
    refused: {
      isError: true,
      code: 'CONFLICT',
      reason: 'NO_ACTIVE_INTENT',
      requestId: expect.stringMatching(/./),
    },
    minutes: 60,
    done: true,
    completed_sessions: 1,
    types: ['intent_created', 'instructor_plan_created', 'instructor_plan_completed'],
    statuses: ['joining', 'live', 'closed'],
  })
}
